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

// TaskStates returns every state of a task, the open one first.
func TaskStates() []TaskState { return []TaskState{TaskOpen, TaskDone, TaskReturned, TaskCancelled} }

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

// TaskEnds returns how a may end t, a task of d, at now: exactly what Apply accepts once the words are given. A dispatcher cancels
// a task where its department returns it.
func TaskEnds(d Dossier, t Task, a Actor, now time.Time, rules Rules) []TaskState {
	if MayTake(d, a, EndTask, now, rules) != nil {
		return nil
	}
	var out []TaskState
	for _, end := range TaskStates() {
		r := Request{Action: EndTask, Actor: a, At: now, Note: "words", Task: Task{ID: t.ID, State: end}}
		if checkTaskEnd(d, r) == nil {
			out = append(out, end)
		}
	}
	return out
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
