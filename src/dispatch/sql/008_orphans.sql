-- Tables of an existing depot may allow tasks of no mission, and missions of no zone: nothing can be shown of them, or driven.
DELETE FROM tasks WHERE mission_id IS NULL;
DELETE FROM missions WHERE zone_id IS NULL;
ALTER TABLE tasks ALTER COLUMN mission_id SET NOT NULL;
ALTER TABLE missions ALTER COLUMN zone_id SET NOT NULL;
