-- What this dispatch needs beyond the tables of the field, and the settling of rows that break its rules.

-- ---- columns

ALTER TABLE tasks ALTER COLUMN rover_id DROP NOT NULL;
ALTER TABLE tasks
    ADD COLUMN version bigint NOT NULL DEFAULT 0,  -- grows with every change that is shown
    ADD COLUMN waiting_for text,                   -- why a pending task waits
    ADD COLUMN heard_at timestamptz,               -- when its rover last said something of it
    ADD COLUMN silent_since timestamptz,           -- set while its rover is there and silent for long
    ADD COLUMN sent_link bigint,                   -- the link it was written to last; null: none yet
    ADD COLUMN resend boolean NOT NULL DEFAULT false, -- an operator wants it sent again
    ADD COLUMN delivered_at timestamptz;           -- when the rover's pong, or report, came
ALTER TABLE tasks SET (fillfactor = 60);           -- progress is an update in place

ALTER TABLE missions
    ADD COLUMN on_loss text NOT NULL DEFAULT 'fail',
    ADD COLUMN armed boolean NOT NULL DEFAULT false, -- a schedule that was there before stays inert until it is saved again
    ADD COLUMN next_due timestamptz,
    ADD COLUMN last_due timestamptz,
    ADD COLUMN last_outcome text;

-- ---- tables

CREATE TABLE task_events (                         -- the history; it outlives the task, so it refers to nothing
    id bigserial PRIMARY KEY,
    task_id uuid NOT NULL,
    mission_id uuid,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    from_status text,
    to_status text NOT NULL,
    rover_id text,
    who text NOT NULL,
    why text
);
CREATE INDEX task_events_of_task ON task_events(task_id, id);

CREATE SEQUENCE rover_link_seq;                    -- of two links of one rover, the one with the greater number is newer
CREATE TABLE rover_links (
    rover_id text PRIMARY KEY,
    link bigint NOT NULL,
    process uuid,                                  -- the dispatch process that holds it
    connected boolean NOT NULL,
    connected_at timestamptz,
    disconnected_at timestamptz,
    settled_at timestamptz,                        -- until then its kept reports are waited for
    idle_since timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE rover_cancels (                       -- cancels that their rover has not confirmed
    rover_id text NOT NULL,
    task_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (rover_id, task_id)
);
CREATE TABLE dispatch_processes (
    process uuid PRIMARY KEY,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE dispatch_clock (                      -- when a living process last looked at the schedules
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    looked_at timestamptz NOT NULL
);
INSERT INTO dispatch_clock(looked_at) VALUES (now());
CREATE TABLE idempotency_keys (
    route text NOT NULL,
    key text NOT NULL,
    body_hash bytea NOT NULL,
    status integer NOT NULL,
    answer bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (route, key)
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys(created_at);

-- ---- old rows

DO $$
DECLARE
    n bigint;
BEGIN
    -- no rover is called so: any rover is meant
    UPDATE missions SET rover_id = NULL WHERE rover_id = '';

    UPDATE tasks SET progress = coalesce(progress, 0), waypoint = coalesce(waypoint, 0), lap = coalesce(lap, 0)
        WHERE progress IS NULL OR waypoint IS NULL OR lap IS NULL;

    -- a status that nobody knows cannot be acted on
    WITH settled AS (
        UPDATE tasks SET status = 'failed',
            error = coalesce(error, 'had the unknown status ' || coalesce(status, 'null') || ' in the database'),
            ended_at = coalesce(ended_at, now())
        WHERE status IS NULL OR status NOT IN ('pending', 'assigned', 'active', 'done', 'failed', 'cancelled')
        RETURNING id, mission_id, rover_id)
    INSERT INTO task_events(task_id, mission_id, to_status, rover_id, who, why)
        SELECT id, mission_id, 'failed', rover_id, 'migration', 'its status was unknown' FROM settled;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RAISE NOTICE '% tasks of unknown status were failed', n; END IF;

    -- nothing ever ran these, and to start rovers for them now would surprise everybody
    WITH settled AS (
        UPDATE tasks SET status = 'cancelled', error = coalesce(error, 'left pending by an earlier dispatch'), ended_at = now()
        WHERE status = 'pending' RETURNING id, mission_id, rover_id)
    INSERT INTO task_events(task_id, mission_id, from_status, to_status, rover_id, who, why)
        SELECT id, mission_id, 'pending', 'cancelled', rover_id, 'migration', 'left pending by an earlier dispatch' FROM settled;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RAISE NOTICE '% tasks that an earlier dispatch had left pending were cancelled', n; END IF;

    -- of several open tasks of one rover the newest is the one that it can be on
    WITH ranked AS (
        SELECT id, row_number() OVER (PARTITION BY rover_id ORDER BY created_at DESC, id DESC) AS place, status AS was
        FROM tasks WHERE status IN ('assigned', 'active')
    ), settled AS (
        UPDATE tasks t SET status = 'failed', error = coalesce(error, 'a newer task of the same rover was open'), ended_at = now()
        FROM ranked r WHERE t.id = r.id AND r.place > 1 RETURNING t.id, t.mission_id, t.rover_id, r.was)
    INSERT INTO task_events(task_id, mission_id, from_status, to_status, rover_id, who, why)
        SELECT id, mission_id, was, 'failed', rover_id, 'migration', 'a newer task of the same rover was open' FROM settled;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RAISE NOTICE '% open tasks were failed, as their rover had a newer one open', n; END IF;

    -- those that stay open were sent by the earlier dispatch, and their rovers may be on them
    UPDATE tasks SET delivered_at = now(), sent_link = 0, heard_at = now() WHERE status IN ('assigned', 'active');
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN RAISE NOTICE '% open tasks were taken over', n; END IF;

    INSERT INTO rover_links(rover_id, link, connected, disconnected_at)
        SELECT DISTINCT rover_id, 0, false, now() FROM tasks WHERE status IN ('assigned', 'active') AND rover_id IS NOT NULL;

    SELECT count(*) INTO n FROM missions WHERE coalesce(schedule->>'trigger', '') NOT IN ('', 'manual');
    IF n > 0 THEN RAISE NOTICE '% missions have a schedule that stays inert until they are saved again', n; END IF;
END
$$;

-- ---- rules and ways to find rows

-- a rover has at most one assigned or active task
CREATE UNIQUE INDEX tasks_one_open_per_rover ON tasks(rover_id) WHERE status IN ('assigned', 'active');
CREATE INDEX tasks_open ON tasks(created_at, id) WHERE status IN ('pending', 'assigned', 'active');
CREATE INDEX tasks_newest ON tasks(created_at DESC, id DESC);
CREATE INDEX tasks_of_mission ON tasks(mission_id, created_at DESC);
CREATE INDEX tasks_of_rover ON tasks(rover_id, created_at DESC);
CREATE INDEX rover_links_idle ON rover_links(idle_since, rover_id) WHERE connected; -- the free rover that is idle longest
CREATE INDEX missions_of_zone ON missions(zone_id);
CREATE INDEX missions_due ON missions(next_due) WHERE next_due IS NOT NULL;
