-- Rovers that were last heard of in teleop (2), e-stop (4) or fault (5): for a process that starts, or is cut off, while discovery is away.
CREATE TABLE rover_troubles (
    rover_id text PRIMARY KEY,
    mode int NOT NULL,
    heard_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX rover_troubles_heard ON rover_troubles (heard_at);
