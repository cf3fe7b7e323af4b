-- How the database's clock was set: what was stamped before is younger than that clock says.
CREATE TABLE clock_steps (
    before timestamptz NOT NULL,                   -- what it said until then
    seconds double precision NOT NULL,             -- how far forward, or a gap of which nobody knows whether it passed; negative for back
    steady double precision NOT NULL               -- when that was seen, by the steady clock
);
