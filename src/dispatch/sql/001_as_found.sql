-- The tables as depots in the field have them. On such a depot this changes nothing.
CREATE TABLE IF NOT EXISTS zones (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    zone_type text NOT NULL DEFAULT 'route',
    waypoints jsonb NOT NULL DEFAULT '[]',
    polygon jsonb,
    map_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS missions (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL,
    zone_id uuid NOT NULL REFERENCES zones(id) ON DELETE CASCADE,
    rover_id text,
    schedule jsonb NOT NULL DEFAULT '{"trigger":"manual","loop":false}',
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS tasks (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    mission_id uuid NOT NULL REFERENCES missions(id) ON DELETE CASCADE,
    rover_id text NOT NULL,
    status text NOT NULL DEFAULT 'pending',
    progress integer NOT NULL DEFAULT 0,
    waypoint integer NOT NULL DEFAULT 0,
    lap integer NOT NULL DEFAULT 0,
    error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz
);
