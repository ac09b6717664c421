package casework

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// TaskState is where a task stands.
type TaskState string

// The states of a task.
const (
	TaskOpen      TaskState = "open"
	TaskDone      TaskState = "done"
	TaskReturned  TaskState = "returned"  // not theirs; the dispatcher gives another
	TaskCancelled TaskState = "cancelled" // by the dispatcher
)

// Task is work on a case that another department does. A case isn't resolved while one is open.
type Task struct {
	ID         uuid.UUID
	Department string
	Title      string
	State      TaskState
	Note       string
	Due        time.Time // zero: none
	CreatedAt  time.Time
	CreatedBy  int64
	EndedAt    time.Time // zero while open
	EndedBy    int64
}

// OpenTasks returns the tasks of d that are open.
func (d Dossier) OpenTasks() []Task {
	return slices.DeleteFunc(slices.Clone(d.Tasks), func(t Task) bool { return t.State != TaskOpen })
}

// task returns the task of d with the given id.
func (d Dossier) task(id uuid.UUID) (Task, bool) {
	i := slices.IndexFunc(d.Tasks, func(t Task) bool { return t.ID == id })
	if i < 0 {
		return Task{}, false
	}
	return d.Tasks[i], true
}
