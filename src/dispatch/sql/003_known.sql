-- What is known of each task, by whom it is known, and time that no clock's step changes.

-- ---- a clock that only goes on: seconds that at least one dispatch process was awake and had this database
ALTER TABLE dispatch_clock ADD COLUMN steady double precision NOT NULL DEFAULT 0;

-- ---- tasks
CREATE SEQUENCE task_seq;
ALTER TABLE tasks
    ADD COLUMN seq bigint,                         -- the order of the queue; null for what ended before there was one
    ADD COLUMN attempt integer NOT NULL DEFAULT 0, -- how often it was written to a rover
    ADD COLUMN unknown_since timestamptz,          -- whether it reached its rover, or how it ended, is not known
    ADD COLUMN unknown_steady double precision,    -- the same, by the steady clock
    ADD COLUMN hearing_lost boolean NOT NULL DEFAULT false, -- a process that may have heard its outcome is gone
    ADD COLUMN heard_link bigint,                  -- the link that its rover last reported on it on, since it was sent
    ADD COLUMN heard_steady double precision;      -- when its rover last said something of it, by the steady clock
UPDATE tasks t SET seq = o.place
    FROM (SELECT id, row_number() OVER (ORDER BY created_at, id) AS place FROM tasks WHERE status IN ('pending', 'assigned', 'active')) o
    WHERE t.id = o.id;
SELECT setval('task_seq', (SELECT coalesce(max(seq), 0) + 1 FROM tasks));
ALTER TABLE tasks ALTER COLUMN seq SET DEFAULT nextval('task_seq');
UPDATE tasks SET attempt = 1, heard_steady = 0 WHERE status IN ('assigned', 'active') AND sent_link IS NOT NULL;
CREATE INDEX tasks_pending ON tasks(seq) WHERE status = 'pending';

-- ---- links
ALTER TABLE rover_links
    ADD COLUMN away_steady double precision,       -- since when it is away; null while it is connected
    ADD COLUMN idle_order bigint NOT NULL DEFAULT 0, -- the smaller, the longer it has had nothing to do
    ADD COLUMN settles_steady double precision NOT NULL DEFAULT 0; -- until then its kept reports are waited for
UPDATE rover_links SET away_steady = 0 WHERE NOT connected;
DROP INDEX rover_links_idle;
CREATE SEQUENCE rover_idle_seq;
CREATE INDEX rover_links_idle ON rover_links(idle_order, rover_id) WHERE connected;

CREATE TABLE open_links (                          -- links of which not all that was heard is stored yet
    link bigint PRIMARY KEY,
    rover_id text NOT NULL,
    process uuid NOT NULL
);
CREATE INDEX open_links_of_rover ON open_links(rover_id, link);
CREATE INDEX open_links_of_process ON open_links(process);
INSERT INTO open_links(link, rover_id, process)
    SELECT link, rover_id, coalesce(process, gen_random_uuid()) FROM rover_links WHERE connected AND link > 0;

-- ---- processes
ALTER TABLE dispatch_processes
    ADD COLUMN seen_steady double precision NOT NULL DEFAULT 0,
    ADD COLUMN seen_link bigint NOT NULL DEFAULT 0, -- the newest link's number when it was last seen
    ADD COLUMN behind boolean NOT NULL DEFAULT false; -- whether it held reports of links that had no number then

-- ---- hold
CREATE TABLE dispatch_hold (                       -- whoever gives a task to a rover has this row locked for share
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    held boolean NOT NULL DEFAULT false,
    since timestamptz,
    stopped jsonb NOT NULL DEFAULT '[]'            -- what the last stop cancelled
);
INSERT INTO dispatch_hold DEFAULT VALUES;
CREATE TABLE rover_holds (                         -- rovers out of service
    rover_id text PRIMARY KEY,
    since timestamptz NOT NULL DEFAULT now()
);
