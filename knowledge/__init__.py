"""What is known: frozen domain data, pure functions and dated facts of thi đua, khen thưởng."""
