"""Zalo Official Account (OA): signed webhooks in, paid or windowed messages out, tokens that change every day."""
