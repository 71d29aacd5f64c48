"""Citizens' pages: say something in three steps, follow it, judge what was done."""
