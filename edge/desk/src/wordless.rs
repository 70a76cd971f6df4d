//! The bot's turn after a message of files alone. It can't look into them, says so, and offers a person; when only files
//! come again, one is called: whatever is in them, somebody has to see it.

use answer::Pack;
use answer::speak::Line;
use protocol::decision::{Decision, Rule, Understood, Verdict};
use protocol::event::{Body, HandoffReason, Message};

use crate::draft::Draft;
use crate::handoff::{Caller, hand_over, handoff_line};

/// Answers files that came without a word.
pub(crate) fn take_turn(draft: &mut Draft<'_, '_>) {
    if draft.conversation.patience().wordless {
        let text = handoff_line(draft, HandoffReason::Unsure);
        record(draft, Verdict::Handoff, &text);
        return hand_over(draft, Caller::Bot, HandoffReason::Unsure, text);
    }
    let text = draft.word(Line::OnlyFiles, draft.conversation.story().mood());
    record(draft, Verdict::Unknown, &text);
    let message = Message { offers_person: true, ..Message::text(text) };
    draft.add(draft.bot(), Body::Message(message));
}

fn record(draft: &mut Draft<'_, '_>, decision: Verdict, text: &str) {
    let decision = Decision {
        decision,
        rule: Rule::OnlyFiles,
        entries: Vec::new(),
        text: text.to_owned(),
        understood: Understood::default(),
        knowledge: draft.context.pack.map_or(0, Pack::version),
    };
    draft.add(draft.bot(), Body::Decision(decision));
}
