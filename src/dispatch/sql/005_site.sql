-- The site: where x 0, y 0 is, its picture, what its routes keep to, and the alarms.

-- ---- the site
CREATE TABLE site (                                -- one row
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    name text,
    latitude double precision,
    longitude double precision,
    height double precision,
    corners jsonb,                                 -- the picture's top left, top right and bottom left, in metres
    image bytea,
    image_type text,
    image_tag text,                                -- a hash of it
    version bigint NOT NULL DEFAULT 1,             -- grows with every change
    CHECK ((latitude IS NULL) = (longitude IS NULL))
);
ALTER TABLE site ALTER COLUMN image SET STORAGE EXTERNAL; -- PNG and JPEG are compressed already
INSERT INTO site DEFAULT VALUES;

-- ---- keep-outs and fences
CREATE TABLE route_rules (                         -- what routes are checked against has a number, which grows when it changes
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    number bigint NOT NULL DEFAULT 0
);
INSERT INTO route_rules(number)
    SELECT CASE WHEN EXISTS (SELECT FROM zones WHERE zone_type IN ('keepout', 'fence') AND jsonb_typeof(polygon) = 'array')
        THEN 1 ELSE 0 END;
ALTER TABLE zones
    ADD COLUMN checked bigint NOT NULL DEFAULT 0,  -- the number of the rules that its route was last checked against
    ADD COLUMN route_fault text,                   -- where it breaks them; null for nowhere
    ADD COLUMN loop_fault text;                    -- where the way from its last waypoint to its first does

CREATE FUNCTION count_route_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE route_rules SET number = number + 1;
    RETURN NULL;
END $$;
CREATE TRIGGER route_rules_added AFTER INSERT ON zones FOR EACH ROW
    WHEN (NEW.zone_type IN ('keepout', 'fence')) EXECUTE FUNCTION count_route_rules();
CREATE TRIGGER route_rules_removed AFTER DELETE ON zones FOR EACH ROW
    WHEN (OLD.zone_type IN ('keepout', 'fence')) EXECUTE FUNCTION count_route_rules();
CREATE TRIGGER route_rules_changed AFTER UPDATE OF zone_type, polygon ON zones FOR EACH ROW
    WHEN ((NEW.zone_type IN ('keepout', 'fence') OR OLD.zone_type IN ('keepout', 'fence'))
        AND (NEW.zone_type, NEW.polygon) IS DISTINCT FROM (OLD.zone_type, OLD.polygon)) EXECUTE FUNCTION count_route_rules();
CREATE TRIGGER route_rules_moved AFTER UPDATE OF latitude, longitude ON site FOR EACH ROW
    WHEN ((NEW.latitude, NEW.longitude) IS DISTINCT FROM (OLD.latitude, OLD.longitude)) EXECUTE FUNCTION count_route_rules();

-- ---- alarms
CREATE SEQUENCE alarm_seq;
CREATE TABLE alarms (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    seq bigint NOT NULL DEFAULT nextval('alarm_seq'), -- the order in which they were raised
    kind text NOT NULL,
    subject text NOT NULL,                         -- with the kind, what it is about: one of them is raised at a time
    rover_id text,
    task_id uuid,
    text text NOT NULL,
    since timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at timestamptz,                          -- when its cause was seen to be gone
    acknowledged_at timestamptz,
    acknowledged_by text
);
CREATE UNIQUE INDEX alarms_one_of_each ON alarms(kind, subject) WHERE ended_at IS NULL;
CREATE INDEX alarms_newest ON alarms(seq DESC);
CREATE INDEX alarms_open ON alarms(seq DESC) WHERE ended_at IS NULL AND acknowledged_at IS NULL;
CREATE INDEX alarms_by_age ON alarms(since);

CREATE TABLE alarm_calls (                         -- what ALARM_WEBHOOK is still to be told
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), -- the event's
    seq bigserial,
    alarm_id uuid NOT NULL REFERENCES alarms ON DELETE CASCADE,
    type text NOT NULL,                            -- raised, acknowledged or ended
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    tries integer NOT NULL DEFAULT 0,
    due timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX alarm_calls_due ON alarm_calls(due);
CREATE INDEX alarm_calls_of_alarm ON alarm_calls(alarm_id);

-- whoever changes an alarm, every process hears of it, and the webhook is to be told
CREATE FUNCTION tell_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO alarm_calls(alarm_id, type) SELECT NEW.id, CASE WHEN TG_OP = 'INSERT' THEN 'raised'
        WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN 'ended' ELSE 'acknowledged' END;
    -- nobody's: each process takes it for another's
    PERFORM pg_notify('depot_dispatch', '00000000-0000-0000-0000-000000000000|A|' || NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER alarm_raised AFTER INSERT ON alarms FOR EACH ROW EXECUTE FUNCTION tell_alarm();
CREATE TRIGGER alarm_changed AFTER UPDATE OF ended_at, acknowledged_at ON alarms FOR EACH ROW
    WHEN ((NEW.ended_at, NEW.acknowledged_at) IS DISTINCT FROM (OLD.ended_at, OLD.acknowledged_at)) EXECUTE FUNCTION tell_alarm();

-- a task that fails is an alarm, however it came to fail, in the transaction in which it does
CREATE FUNCTION raise_failed_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO alarms(kind, subject, rover_id, task_id, text)
        SELECT 'task_failed', NEW.id, coalesce(NEW.rover_id, OLD.rover_id), NEW.id,
            'Task of ' || m.name || ' failed' || coalesce(': ' || left(NEW.error, 300), '') FROM missions m WHERE m.id = NEW.mission_id
        ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER failed_task AFTER UPDATE OF status ON tasks FOR EACH ROW
    WHEN (NEW.status = 'failed' AND OLD.status <> 'failed') EXECUTE FUNCTION raise_failed_task();
