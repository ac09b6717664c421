package store

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/wangge-map/wangge/internal/pgtest"
)

func TestEveryStatementPreparesOnTheMigratedSchema(t *testing.T) {
	all, err := loadQueries()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 30 {
		t.Fatalf("only %d statements were read", len(all))
	}
	conn, err := pgx.Connect(t.Context(), pgtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), all["stage"]); err != nil {
		t.Fatal(err)
	}
	for name, sql := range all {
		if _, err := conn.Prepare(t.Context(), name, sql); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
