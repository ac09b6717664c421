package main

import (
	"context"
	"io"
	"log/slog"

	"github.com/alecthomas/kong"

	"github.com/wangge-map/wangge/internal/pgserver"
)

// streams are where a command reads and writes: results go to out, everything else to err.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// globals are the flags that every command has.
type globals struct {
	DataDir     string `help:"Folder of the private database and of everything else that is kept. Default: ${data_dir}." env:"WANGGE_DATA_DIR" placeholder:"DIR" type:"path"`
	DatabaseURL string `help:"Use this PostgreSQL instead of a private one (it needs the extensions postgis, pg_trgm and btree_gist)." env:"WANGGE_DATABASE_URL" placeholder:"URL"`
	KeysDir     string `help:"Folder of the keys that open what is sealed in the database; keep it out of the database's backups. Default: keys in the data folder." env:"WANGGE_KEYS_DIR" placeholder:"DIR" type:"path"`
	JSON        bool   `help:"Print results as JSON, and errors too." name:"json"`
	Verbose     bool   `help:"Log more." short:"v"`
}

type cli struct {
	globals

	Serve       serveCmd       `cmd:"" help:"Run the service: pages, API, live layers."`
	Demo        demoCmd        `cmd:"" help:"Run the service on a synthetic town."`
	Import      importCmd      `cmd:"" help:"Bring in cells or reports from files."`
	Export      exportCmd      `cmd:"" help:"Write a layer to a file: GeoJSON, CSV, Excel, FlatGeobuf, MBTiles."`
	Codes       codesCmd       `cmd:"" help:"Grid codes: the QR that hangs on cells and buildings."`
	Certificate certificateCmd `cmd:"" help:"Check certificates of the answering cell, and their keys."`
	Locate      locateCmd      `cmd:"" help:"Add to the rows of a CSV whose cell they are in."`
	Migrate     migrateCmd     `cmd:"" help:"Bring the database to this version's schema. The other commands do it too."`
	Doctor      doctorCmd      `cmd:"" help:"Check the database and the tools, and say what to mend."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
	User        userCmd        `cmd:"" help:"Accounts: make, list, give roles, unlock, disable."`
	Token       tokenCmd       `cmd:"" help:"Tokens for programs."`
	Audit       auditCmd       `cmd:"" help:"The audit trail."`
	Keys        keysCmd        `cmd:"" help:"The keys that seal contacts."`
}

const description = `A spatial grid service for community governance (网格).

Without --database-url, wangge runs its own PostgreSQL with PostGIS from the system's packages in the data folder.

Exit codes: 0 done, 1 a fault of wangge, 2 wrong input, 3 refused because it contradicts what is kept, 4 something
needed is away (the database, a package), 130 interrupted.`

// run parses args, carries the command out and returns the exit code.
func run(ctx context.Context, args []string, std streams) int {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("wangge"), kong.Description(description), kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Writers(std.out, std.err), kong.Exit(func(code int) { exited = code }),
		kong.Vars{"data_dir": pgserver.DefaultDataDir()},
	)
	if err != nil {
		return report(std, false, err)
	}
	parsed, err := parser.Parse(args)
	if exited >= 0 { // --help has been answered
		return exited
	}
	if err != nil {
		return report(std, c.JSON, usageError{err})
	}
	app := &app{globals: c.globals, streams: std, log: newLog(std.err, c.Verbose)}
	parsed.BindTo(ctx, (*context.Context)(nil))
	return report(std, c.JSON, parsed.Run(app))
}

// app is what a command works with.
type app struct {
	globals
	streams
	log *slog.Logger
}

func newLog(w io.Writer, verbose bool) *slog.Logger {
	level := slog.LevelInfo
	if verbose {
		level = slog.LevelDebug
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: level}))
}
