package pgtest_test

import (
	"testing"

	"github.com/wangge-map/wangge/internal/pgtest"
)

func TestEachTestHasAMigratedDatabaseOfItsOwn(t *testing.T) {
	a, b := pgtest.Pool(t), pgtest.Pool(t)
	if _, err := a.Exec(t.Context(), "insert into net (code, title, scheme) values ('grid', '网格', 'gb15')"); err != nil {
		t.Fatal(err)
	}
	var inA, inB int
	if err := a.QueryRow(t.Context(), "select count(*) from net").Scan(&inA); err != nil {
		t.Fatal(err)
	}
	if err := b.QueryRow(t.Context(), "select count(*) from net").Scan(&inB); err != nil {
		t.Fatal(err)
	}
	if inA != 1 || inB != 0 {
		t.Errorf("a has %d nets and b %d, want 1 and 0", inA, inB)
	}
}

func TestChineseTextCanBeSearched(t *testing.T) {
	var trigrams int
	if err := pgtest.Pool(t).QueryRow(t.Context(), "select cardinality(show_trgm('丁家街道'))").Scan(&trigrams); err != nil {
		t.Fatal(err)
	}
	if trigrams == 0 {
		t.Error("the database drops Chinese characters")
	}
}
