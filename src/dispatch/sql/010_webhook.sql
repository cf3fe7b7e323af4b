-- Calls of the webhook go by the steady clock, so that setting a clock drops none, and delays none.
ALTER TABLE alarm_calls
    ADD COLUMN since_steady double precision NOT NULL DEFAULT 0,
    ADD COLUMN due_steady double precision NOT NULL DEFAULT 0;
UPDATE alarm_calls SET since_steady = c.steady, due_steady = c.steady FROM dispatch_clock c;
ALTER TABLE alarm_calls
    ALTER COLUMN since_steady DROP DEFAULT,
    ALTER COLUMN due_steady DROP DEFAULT,
    ALTER COLUMN due DROP NOT NULL,                -- an older process beside this one asks for it, and finds none due
    ALTER COLUMN due DROP DEFAULT;
DROP INDEX IF EXISTS alarm_calls_due;
CREATE INDEX alarm_calls_due ON alarm_calls(due_steady);

CREATE OR REPLACE FUNCTION tell_alarm() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO alarm_calls(alarm_id, type, since_steady, due_steady) SELECT NEW.id, CASE WHEN TG_OP = 'INSERT' THEN 'raised'
        WHEN NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL THEN 'ended' ELSE 'acknowledged' END, c.steady, c.steady
        FROM dispatch_clock c;
    -- from no process: each takes it for another's
    PERFORM pg_notify('depot_dispatch', '00000000-0000-0000-0000-000000000000|A|' || NEW.id);
    RETURN NULL;
END $$;
