-- What missions and zones ask of rovers, and tasks whose rover does not drive.
ALTER TABLE missions
    ADD COLUMN min_battery_volts double precision, -- null: the depot's low
    ADD COLUMN needs_fix boolean NOT NULL DEFAULT false,
    ADD COLUMN on_trouble text NOT NULL DEFAULT 'keep',
    ADD COLUMN kind text NOT NULL DEFAULT 'drive'; -- or home
CREATE INDEX missions_home ON missions(rover_id) WHERE kind = 'home';
ALTER TABLE zones
    ADD COLUMN exclusive boolean NOT NULL DEFAULT false; -- one rover at a time
ALTER TABLE tasks
    ADD COLUMN stalled_since timestamptz,          -- set while its rover is known not to drive it
    ADD COLUMN stalled_why text,
    ADD COLUMN trouble_rover text;                 -- it was taken from this one, which was in trouble on it
