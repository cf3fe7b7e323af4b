-- What zones, missions and the age of rows need: versions for edits, removal in steps, and an index for each way to look.

-- ---- columns
ALTER TABLE zones
    ADD COLUMN version bigint NOT NULL DEFAULT 1,       -- grows with every edit
    ADD COLUMN removing boolean NOT NULL DEFAULT false, -- its deletion has begun, and is finished even after a kill
    ADD COLUMN as_found jsonb;                          -- what a migration took out of the row, kept for people
ALTER TABLE missions
    ADD COLUMN version bigint NOT NULL DEFAULT 1,       -- grows with every edit; that its schedule fires is none
    ADD COLUMN removing boolean NOT NULL DEFAULT false;

-- ---- old rows with values that are out of bounds, or none
CREATE FUNCTION pg_temp.within(number jsonb, bound numeric) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE WHEN jsonb_typeof(number) = 'number' THEN abs(number::numeric) <= bound ELSE false END $$;
CREATE FUNCTION pg_temp.sound(at timestamptz) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    $$ SELECT coalesce(at >= '1970-01-01 00:00:00+00' AND at < '10000-01-01 00:00:00+00', false) $$;

DO $$
DECLARE
    n bigint;
    changed bigint;
BEGIN
    UPDATE zones SET as_found = jsonb_build_object('waypoints', waypoints), waypoints = '[]'
        WHERE CASE WHEN jsonb_typeof(waypoints) = 'array' THEN EXISTS (
            SELECT FROM jsonb_array_elements(waypoints) w WHERE NOT (pg_temp.within(w->'x', 100000) AND pg_temp.within(w->'y', 100000)
                AND (coalesce(w->'theta', 'null') = 'null' OR pg_temp.within(w->'theta', 1000)))) ELSE false END;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN
        RAISE NOTICE '% zones have waypoints that are no places within 100 km: they have none until saved anew (as_found keeps the old)', n;
    END IF;

    UPDATE zones SET as_found = coalesce(as_found, '{}') || jsonb_build_object('polygon', polygon), polygon = NULL
        WHERE CASE WHEN jsonb_typeof(polygon) = 'array' THEN EXISTS (
            SELECT FROM jsonb_array_elements(polygon) p
            WHERE NOT (pg_temp.within(p->'lat', 90) AND pg_temp.within(p->'lon', 180))) ELSE false END;
    GET DIAGNOSTICS n = ROW_COUNT;
    IF n > 0 THEN
        RAISE NOTICE '% zones have a polygon that is nowhere on earth: they have none until saved anew (as_found keeps the old)', n;
    END IF;

    n := 0;
    UPDATE zones SET created_at = CASE WHEN pg_temp.sound(created_at) THEN created_at ELSE now() END,
            updated_at = CASE WHEN pg_temp.sound(updated_at) THEN updated_at ELSE now() END
        WHERE NOT (pg_temp.sound(created_at) AND pg_temp.sound(updated_at));
    GET DIAGNOSTICS changed = ROW_COUNT;
    n := n + changed;
    UPDATE missions SET created_at = CASE WHEN pg_temp.sound(created_at) THEN created_at ELSE now() END,
            updated_at = CASE WHEN pg_temp.sound(updated_at) THEN updated_at ELSE now() END
        WHERE NOT (pg_temp.sound(created_at) AND pg_temp.sound(updated_at));
    GET DIAGNOSTICS changed = ROW_COUNT;
    n := n + changed;
    UPDATE tasks SET created_at = CASE WHEN pg_temp.sound(created_at) THEN created_at ELSE now() END,
            started_at = CASE WHEN pg_temp.sound(started_at) THEN started_at END,
            ended_at = CASE WHEN pg_temp.sound(ended_at) THEN ended_at END
        WHERE NOT (pg_temp.sound(created_at) AND pg_temp.sound(coalesce(started_at, now())) AND pg_temp.sound(coalesce(ended_at, now())));
    GET DIAGNOSTICS changed = ROW_COUNT;
    n := n + changed;
    IF n > 0 THEN RAISE NOTICE '% zones, missions and tasks had a time outside of the years 1970 to 9999, or none', n; END IF;
END
$$;

-- ---- ways to find rows
CREATE INDEX tasks_of_status ON tasks(status, created_at DESC, id DESC);
CREATE INDEX tasks_ended ON tasks((coalesce(ended_at, created_at))) WHERE status IN ('done', 'failed', 'cancelled');
CREATE INDEX task_events_by_age ON task_events(at);
CREATE INDEX zones_removing ON zones(id) WHERE removing;
CREATE INDEX missions_removing ON missions(id) WHERE removing;
