-- In the order in which they were written down: the steady clock may stand still between two.
ALTER TABLE clock_steps ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY;
