"""The grader: hidden suites on the trusted side, the learner's code behind a wall."""
