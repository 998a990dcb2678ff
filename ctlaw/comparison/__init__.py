"""What stands behind `ctlaw.compare`: one question a module."""
