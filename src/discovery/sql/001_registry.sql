-- The rovers that are registered, where several discoveries share one registry.

CREATE TABLE discovery_registry (                  -- one row
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id uuid NOT NULL DEFAULT gen_random_uuid()     -- tells this registry from another, which was filled by others
);
INSERT INTO discovery_registry DEFAULT VALUES;

CREATE TABLE discovery_rovers (
    id text PRIMARY KEY,
    name text NOT NULL,
    address text NOT NULL,
    video_address text NOT NULL,
    registered_at timestamptz NOT NULL DEFAULT clock_timestamp()   -- for showing
);
