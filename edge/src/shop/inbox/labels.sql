-- Tags and priority. Of those who wait for a word the more pressing stand first: `rank` is `InboxRow::place` of the protocol in
-- SQL, a test holds the two together. Which conversations have a tag stands in a table that triggers keep.

DROP INDEX inbox_view;
DROP INDEX inbox_holder;
ALTER TABLE inbox DROP COLUMN rank;
ALTER TABLE inbox ADD COLUMN priority TEXT AS (coalesce(row ->> '$.priority', 'normal'));
ALTER TABLE inbox ADD COLUMN rank INTEGER AS (CASE
    WHEN row ->> '$.status.kind' = 'snoozed' THEN row ->> '$.status.until'
    WHEN row ->> '$.status.kind' = 'waiting' OR row ->> '$.status.kind' = 'agent' AND row ->> '$.last_by' = 'shopper' THEN
        iif(row ->> '$.status.kind' = 'waiting', row ->> '$.status.since', last_at) + 10000000000000
            * CASE row ->> '$.priority' WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'low' THEN 3 ELSE 2 END
    ELSE 8000000000000000 - last_at
END);
CREATE INDEX inbox_view ON inbox (kind, rank, conversation, holder);
CREATE INDEX inbox_holder ON inbox (kind, holder, rank, conversation);

CREATE TABLE tagged (tag TEXT NOT NULL, conversation TEXT NOT NULL, PRIMARY KEY (tag, conversation)) WITHOUT ROWID;
CREATE INDEX tagged_conversation ON tagged (conversation);
CREATE TRIGGER tags_came AFTER INSERT ON inbox WHEN new.row ->> '$.tags' IS NOT NULL BEGIN
    INSERT OR IGNORE INTO tagged (tag, conversation) SELECT value, new.conversation FROM json_each(new.row, '$.tags');
END;
CREATE TRIGGER tags_went AFTER DELETE ON inbox BEGIN
    DELETE FROM tagged WHERE conversation = old.conversation;
END;
CREATE TRIGGER tags_changed AFTER UPDATE ON inbox WHEN old.row ->> '$.tags' IS NOT new.row ->> '$.tags' BEGIN
    DELETE FROM tagged WHERE conversation = old.conversation;
    INSERT OR IGNORE INTO tagged (tag, conversation) SELECT value, new.conversation FROM json_each(new.row, '$.tags');
END;
