"""Staff pages of golden ideas: the list, capturing one, and one idea with its acts."""

from shangliang.ideas.workflow import IDEAS_DESK

DESKS = ((IDEAS_DESK, "ideas:desk", "ideas"),)
