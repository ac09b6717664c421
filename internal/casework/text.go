package casework

// Text is the same words in Chinese and in English.
type Text struct{ ZH, EN string }
