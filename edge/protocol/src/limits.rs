//! The documented limits; what is over one is refused with [`crate::problem::Kind::TooLarge`] or
//! [`crate::problem::Kind::SlowDown`] and nothing is lost: the client keeps its text.

/// The longest message or note, in characters (Unicode scalar values).
pub const TEXT_CHARS: usize = 4_000;

/// The most macros of a shop.
pub const MACROS: usize = 500;

/// The longest shortcut of a macro, in characters.
pub const SHORTCUT_CHARS: usize = 24;

/// The longest title of a macro, in characters.
pub const TITLE_CHARS: usize = 80;

/// The longest comment with a rating, in characters.
pub const COMMENT_CHARS: usize = 1_000;

/// A rating of so many stars or fewer is looked into by a supervisor.
pub const LOW_SCORE: u8 = 2;

/// The longest question to `POST /v1/shops/{shop}/answers`, in characters.
pub const QUESTION_CHARS: usize = 1_000;

/// The largest frame or request body from a shopper or an agent, in bytes.
pub const FRAME_BYTES: usize = 32 * 1024;

/// The largest body an operator may send to load a shop (profile and knowledge), in bytes.
pub const SETUP_BYTES: usize = 8 * 1024 * 1024;

/// How long an agent may change the words of a message, in milliseconds: a minute.
pub const EDIT_MS: i64 = 60_000;

/// The most colleagues that a note mentions.
pub const MENTIONS: usize = 20;

/// The largest file, in bytes.
pub const FILE_BYTES: usize = 10 * 1024 * 1024;

/// The most files with one message.
pub const MESSAGE_FILES: usize = 5;

/// The most bytes of files in one conversation.
pub const CONVERSATION_FILES_BYTES: usize = 50 * 1024 * 1024;

/// The longest name of a file, in characters; a longer one is shortened.
pub const FILE_NAME_CHARS: usize = 120;

/// The most pixels in a picture: what a phone's largest camera takes. More could freeze the browser that shows it.
pub const IMAGE_PIXELS: u64 = 200_000_000;

/// How long a file may wait for the message that names it, in milliseconds: an hour, unless the server is set otherwise.
pub const UNSENT_FILE_MS: i64 = 3_600_000;

/// The most events in one page of the log.
pub const PAGE_EVENTS: usize = 200;

/// The longest query to the search, in characters.
pub const QUERY_CHARS: usize = 200;

/// The most hits in one page of what was found.
pub const PAGE_HITS: usize = 20;

/// The most tags on a conversation …
pub const TAGS: usize = 20;

/// … the longest of them, in characters …
pub const TAG_CHARS: usize = 40;

/// … and the most that the list of the tags in use tells.
pub const TAGS_IN_USE: usize = 200;

/// The most workflow rules of a shop …
pub const RULES: usize = 50;

/// … the most conditions and the most actions of one, …
pub const RULE_PARTS: usize = 10;

/// … the most members of a list in it, …
pub const RULE_LIST: usize = 20;

/// … the longest word or phrase in one, in characters, …
pub const RULE_PHRASE_CHARS: usize = 60;

/// … and the longest wait that sets one off, in minutes of opening time: a week of open days.
pub const RULE_MINUTES: u32 = 7 * 24 * 60;

/// The longest target of a service level, in minutes of opening time: 30 days and nights.
pub const TARGET_MINUTES: u32 = 43_200;

/// How often a rule runs in one conversation at most.
pub const RULE_RUNS: u32 = 10;

/// On how many of the latest conversations a rule is tried.
pub const RULE_TRIES: usize = 50;

/// The most teams of a shop …
pub const TEAMS: usize = 20;

/// … the longest name of one, in characters …
pub const TEAM_NAME_CHARS: usize = 60;

/// … and the most members and the most topics of one.
pub const TEAM_LIST: usize = 100;

/// How long something may wait for a team alone, in minutes of opening time.
pub const OVERFLOW_MINUTES: std::ops::RangeInclusive<u32> = 1..=240;

/// How far ahead a conversation may be put off, in milliseconds: a year.
pub const SNOOZE_MS: i64 = 366 * 24 * 3_600_000;

/// The most rows in one page of the inbox.
pub const PAGE_ROWS: usize = 50;

/// How many rows one page of a filtered view looks at; where more of them are hidden, the page may hold few or none, and the
/// next one goes on from there.
pub const FILTERED_ROWS: usize = 2_000;

/// The most views that a member of staff keeps.
pub const SAVED_VIEWS: usize = 20;

/// The most sockets open on each side of one conversation; a further one takes the place of those that have said nothing
/// for [`SILENCE_MS`], or is refused.
pub const SOCKETS: usize = 32;

/// How long a socket may say nothing, not even `ping`, before another may have its place, in milliseconds: three minutes,
/// unless the server is set otherwise.
pub const SILENCE_MS: i64 = 3 * 60_000;

/// Commands that one visitor may send to a conversation in a minute, unless the server is set otherwise …
pub const COMMANDS_A_MINUTE: u32 = 60;

/// … a third of them at once.
pub const COMMAND_BURST: u32 = COMMANDS_A_MINUTE / 3;

/// Frames that change nothing (resuming, reading, typing) may come so many times as fast as commands.
pub const FRAMES_A_COMMAND: u32 = 10;

/// How long a visitor's token is good for, in milliseconds: 90 days.
pub const TOKEN_MS: i64 = 90 * 24 * 3_600_000;

/// How long a browser's word on who its shopper is holds, in milliseconds: 365 days.
pub const CUSTOMER_KEY_MS: i64 = 365 * 24 * 3_600_000;

/// The longest name of a customer, in characters.
pub const CUSTOMER_NAME_CHARS: usize = 80;

/// The longest note on a customer, in characters.
pub const CUSTOMER_NOTE_CHARS: usize = 2_000;

/// The most tags on a customer, and the most custom fields …
pub const CUSTOMER_LABELS: usize = 20;

/// … and the longest of each, in characters.
pub const CUSTOMER_LABEL_CHARS: usize = 60;

/// How long a staff session is good for, in milliseconds, unless the server is set otherwise: 12 hours.
pub const SESSION_MS: i64 = 12 * 3_600_000;

/// The most API tokens of a shop.
pub const TOKENS: usize = 20;

/// How often a program may call with one token in a minute, unless the server is set otherwise.
pub const PROGRAM_CALLS_A_MINUTE: u32 = 600;

/// The most webhooks of a shop: with one delivery under way for each, they stay within the connections that an object may
/// have open.
pub const WEBHOOKS: usize = 5;

/// The longest address of a webhook, in bytes.
pub const WEBHOOK_URL_BYTES: usize = 1_000;

/// How long the receiver of a webhook may take to answer, in milliseconds.
pub const WEBHOOK_ANSWER_MS: u64 = 10_000;

/// How long the secret before the present one signs too, in milliseconds: 24 hours.
pub const WEBHOOK_OLD_SECRET_MS: i64 = 24 * 3_600_000;

/// The most deliveries that wait for one webhook; while so many do, nothing is added but that a conversation was
/// erased.
pub const WEBHOOK_WAITING: usize = 10_000;

/// The most deliveries that are listed for one webhook; finished ones are forgotten beyond that, …
pub const WEBHOOK_FINISHED: usize = 100;

/// … and after so many milliseconds: a week.
pub const WEBHOOK_FINISHED_MS: i64 = 7 * 24 * 3_600_000;

/// The longest address that a browser's push service gives, in bytes.
pub const PUSH_URL_BYTES: usize = 1_000;

/// The most browsers of one member of staff that are pushed to; a further one takes the place of the oldest.
pub const PUSH_BROWSERS: usize = 10;

/// The most conversations that one push tells of.
pub const PUSH_CALLS: usize = 20;

/// The longest token about a signed-in customer ([`crate::identity`]), in bytes, …
pub const USER_TOKEN_BYTES: usize = 4_096;

/// … how far ahead it may end, in milliseconds: 24 hours, …
pub const USER_TOKEN_MS: i64 = 24 * 3_600_000;

/// … and by how much the clock of the server that signs it may differ from ours, in milliseconds: a minute.
pub const USER_TOKEN_LEEWAY_MS: i64 = 60_000;

/// How long an identity key is still good after another took its place, in milliseconds: 24 hours.
pub const IDENTITY_KEY_MS: i64 = 24 * 3_600_000;

/// The longest number that a shop has for its customer, in characters.
pub const EXTERNAL_ID_CHARS: usize = 200;

/// How long after it was settled a verified customer is given a conversation back, in milliseconds: 24 hours.
pub const GIVEN_BACK_MS: i64 = 24 * 3_600_000;

/// How long a one-time sign-in link is good for, in milliseconds: 15 minutes.
pub const SIGN_IN_LINK_MS: i64 = 15 * 60_000;

/// The most conversations that a member of staff can be set to be given at a time.
pub const PLACES: u32 = 50;

/// How long after their last console closed a member of staff counts as away, in milliseconds: two minutes.
pub const AWAY_MS: i64 = 2 * 60_000;

/// The longest name of a member of staff or of a passkey, in characters.
pub const NAME_CHARS: usize = 40;

/// The longest e-mail address, in bytes (RFC 5321, section 4.5.3.1.3).
pub const EMAIL_BYTES: usize = 254;

/// How long a password is, in characters: at least 10, so that five guesses a minute lead nowhere (NIST SP 800-63B asks
/// for 8 with a second factor); at most 200, so that hashing one stays quick.
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 10..=200;

/// How long an invitation to the team is good for, in milliseconds: 7 days.
pub const INVITATION_MS: i64 = 7 * 24 * 3_600_000;

/// So many invitations a shop may have mailed in an hour, so that nobody's mailbox is flooded in its name; further ones are
/// made all the same, for their link to be sent by hand.
pub const INVITATIONS_MAILED: usize = 20;

/// How long a passkey's challenge is good for, in milliseconds: 5 minutes.
pub const CHALLENGE_MS: i64 = 5 * 60_000;

/// The most passkeys of one account.
pub const PASSKEYS: usize = 20;

/// How much of what a shopper is writing the staff are shown, in characters.
pub const DRAFT_CHARS: usize = 500;

/// The most seller shops under a platform.
pub const SELLERS: usize = 1_000;

/// The most seller shops in which one of the platform's people works: how many wait there is asked of each.
pub const WORKPLACES: usize = 40;

/// How many recovery codes an account gets.
pub const RECOVERY_CODES: usize = 10;

/// The most entries in one page of the audit log.
pub const PAGE_DEEDS: usize = 50;
