"""Where people write to us and we to them: one folder or module for each channel, all behind ``base.Channel``."""
