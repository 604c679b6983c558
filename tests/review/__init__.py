"""What an adversarial reader tried: each test was written against a fault that was there."""
