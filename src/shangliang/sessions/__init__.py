"""协商活动 sessions: one 期 with its form, series, plan, agenda, people, venues, floor, promises and minutes."""
