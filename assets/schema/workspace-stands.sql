-- How the steps of a set stand, counted without reading them: the kind of a standing is told by how its text begins.
create index step_stands on step (place, state, substr(standing, 1, 5));
