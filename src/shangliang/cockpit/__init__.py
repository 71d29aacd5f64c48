"""驾驶舱 cockpit: figures over several slices, each computed from rows, for the big screen and the phase report."""
