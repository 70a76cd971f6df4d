-- The third shape of the inbox: what views ask for is derived from each row and indexed, and triggers keep the tallies.
-- `rank` is `InboxRow::place` of the protocol in SQL; a test holds the two together.

DROP INDEX inbox_order;
ALTER TABLE inbox DROP COLUMN settled;
ALTER TABLE inbox ADD COLUMN kind TEXT AS (row ->> '$.status.kind');
ALTER TABLE inbox ADD COLUMN holder TEXT
    AS (iif(row ->> '$.status.kind' = 'agent', row ->> '$.status.id', ''));
ALTER TABLE inbox ADD COLUMN rank INTEGER AS (CASE
    WHEN row ->> '$.status.kind' = 'waiting' THEN row ->> '$.status.since'
    WHEN row ->> '$.status.kind' = 'snoozed' THEN row ->> '$.status.until'
    WHEN row ->> '$.status.kind' = 'agent' AND row ->> '$.last_by' = 'shopper' THEN last_at
    ELSE 8000000000000000 - last_at
END);
CREATE INDEX inbox_view ON inbox (kind, rank, conversation, holder);
CREATE INDEX inbox_holder ON inbox (kind, holder, rank, conversation);

CREATE TABLE tallies (
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    rows INTEGER NOT NULL,
    PRIMARY KEY (kind, holder)
);
INSERT INTO tallies (kind, holder, rows) SELECT kind, holder, count(*) FROM inbox GROUP BY kind, holder;
CREATE TRIGGER inbox_came AFTER INSERT ON inbox BEGIN
    INSERT INTO tallies (kind, holder, rows) VALUES (new.kind, new.holder, 1)
        ON CONFLICT (kind, holder) DO UPDATE SET rows = rows + 1;
END;
CREATE TRIGGER inbox_went AFTER DELETE ON inbox BEGIN
    UPDATE tallies SET rows = rows - 1 WHERE kind = old.kind AND holder = old.holder;
END;
CREATE TRIGGER inbox_moved AFTER UPDATE ON inbox WHEN old.kind <> new.kind OR old.holder <> new.holder BEGIN
    UPDATE tallies SET rows = rows - 1 WHERE kind = old.kind AND holder = old.holder;
    INSERT INTO tallies (kind, holder, rows) VALUES (new.kind, new.holder, 1)
        ON CONFLICT (kind, holder) DO UPDATE SET rows = rows + 1;
END;
