package intake

// Waiting is how many reports wait for a batch.
func Waiting(in *Intake) int { return len(in.queue) }

// Capacity is how many may wait.
func Capacity(in *Intake) int { return cap(in.queue) }
