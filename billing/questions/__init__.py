"""What a business keeps of its questions: answers marked right, words of its own, choices made, conversations, the model's budget."""
