"""Behind `ctlaw.classify`: concepts of a unit, reviewed rules over them, the fitted estimator, evidence."""
