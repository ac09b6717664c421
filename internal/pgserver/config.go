package pgserver

import (
	"log/slog"
	"os"
	"path/filepath"
)

// Config says where and how the server runs.
type Config struct {
	DataDir    string // made when it is missing
	BinDir     string // where initdb and postgres are; empty means the system's PostgreSQL 15
	FastUnsafe bool   // tests only: no fsync, so a crash of the machine may lose what was committed
	Log        *slog.Logger
}

// Major is the version of PostgreSQL that the data folder belongs to.
const Major = "15"

// DefaultDataDir returns the XDG data folder of the user, and /var/lib/wangge for root, whose own folder is closed to the
// unprivileged user that the database runs as.
func DefaultDataDir() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "wangge")
	}
	if os.Geteuid() == 0 {
		return "/var/lib/wangge"
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(os.TempDir(), "wangge")
	}
	return filepath.Join(home, ".local", "share", "wangge")
}

// settings are written into the cluster's own configuration when it is made. The defaults of PostgreSQL that keep what
// is committed (fsync, synchronous_commit, full_page_writes) are spelled out, since everything rests on them.
const settings = `
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = 256MB
max_wal_size = 2GB
wal_compression = lz4
random_page_cost = 1.1
jit = off                      # statements here are short; compiling them costs more than it saves
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_truncate_on_rotation = on
log_parameter_max_length = 0   # what people wrote must not reach the log
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
`

// hba lets only the operating system's users of pg_ident.conf in.
const hba = "local all all peer map=wangge\n"
