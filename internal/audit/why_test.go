package audit_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/audit"
)

func TestALookTakesAReasonThatSaysSomething(t *testing.T) {
	long := strings.Repeat("查", 200)
	for _, c := range []struct{ given, kept string }{
		{"", ""}, {" \n ", ""}, {"x", ""}, {" 查 ", ""}, {"核实", "核实"}, {"  call back ", "call back"}, {long, long}, {long + "查", ""},
	} {
		kept, err := audit.Why(c.given)
		var told *geo.Error
		refused := errors.As(err, &told) && told.Kind == geo.Invalid && told.Field == "why"
		if kept != c.kept || refused != (c.kept == "") {
			t.Errorf("%q is kept as %q, %v", c.given, kept, err)
		}
	}
}
