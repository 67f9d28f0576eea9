"""The pristine stubs; a learner works on copies of them in a workspace."""
