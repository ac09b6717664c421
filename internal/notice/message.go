package notice

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/wangge-map/wangge/internal/casework"
)

// Job orders that one notice is sent.
type Job struct {
	Notice int64 `json:"notice"`
}

// Kind names the job in the queue.
func (Job) Kind() string { return "notice" }

// Channel is how a notice reaches somebody.
type Channel string

// The channels.
const (
	Web     Channel = "web" // a list in the application
	Email   Channel = "email"
	Webhook Channel = "webhook"
	Chat    Channel = "chat"
)

// Message is a notice with what is needed to send it.
type Message struct {
	Notice    int64
	Channel   Channel
	At        time.Time // when it happened
	Kind      casework.Action
	CaseID    uuid.UUID
	Category  string // code
	Title     Words  // of the category
	Sensitive bool
	State     casework.State // now
	Severity  casework.Severity
	Area      string
	SentAt    time.Time // zero: not yet
	Report    uuid.UUID // Email: whose sender is told
	Tracking  string    // Email: of that report; for its sender alone
	Hook      Hook      // Webhook, Chat
}

// HookKind is the dialect of a hook.
type HookKind string

// The dialects.
const (
	Plain    HookKind = "webhook"
	WeCom    HookKind = "wecom"
	DingTalk HookKind = "dingtalk"
)

// Hook is a system or a group chat that is told.
type Hook struct {
	ID        int64
	Kind      HookKind
	Title     string
	URL       string
	Secret    []byte            // sealed
	Events    []casework.Action // empty: all of Kinds
	Area      string            // prefix; empty: everywhere
	CreatedAt time.Time
	Disabled  bool
}

// Box seals the secrets of hooks.
type Box interface {
	Seal(plain, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

// SecretOf is what the secret of a hook is sealed for: it opens for no other.
func SecretOf(hook int64) []byte { return []byte("hook " + itoa(hook)) }

// Addresses reveals where a reporter wants to be written to.
type Addresses interface {
	// Email returns the address that the sender of a report left; empty when none, or when it was forgotten.
	Email(ctx context.Context, report uuid.UUID) (string, error)
}

// Outcome is what became of one attempt.
type Outcome struct {
	Sent   bool
	Never  bool   // trying again is no use: nobody is there to be told
	Status int    // of an HTTP answer; 0: none
	Error  string // why not, for the people who run it: no address, no secret
	Took   time.Duration
}

// Told is a notice in an account's list.
type Told struct {
	ID        int64
	At        time.Time
	Kind      casework.Action
	CaseID    uuid.UUID
	Seen      bool
	Number    string // of the case's first report, masked
	Category  Words
	Sensitive bool
}

// Attempt is one try to reach a hook.
type Attempt struct {
	ID     int64
	Notice int64
	Kind   casework.Action
	At     time.Time
	Status int    // of the answer; 0: none
	Error  string // empty: it was taken
	TookMS int
}
