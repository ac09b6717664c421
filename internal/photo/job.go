package photo

import "github.com/google/uuid"

// Job orders the work on one photo.
type Job struct {
	ID uuid.UUID `json:"id"`
}

// Kind names the job in the queue.
func (Job) Kind() string { return "photo" }
