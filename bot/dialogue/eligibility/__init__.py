"""Is this person eligible? A short dialogue that asks only what can still decide (xét điều kiện).

``conversation.Eligibility`` speaks; ``consultation.Consultation`` is what a chat remembers of it;
``one_shot.answer_once`` judges a single sentence.
"""
