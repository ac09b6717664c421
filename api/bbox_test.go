package api

import (
	"errors"
	"strings"
	"testing"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/tiles"
)

func TestABoxIsReadOrItsFaultNamed(t *testing.T) {
	sound := map[string]geo.Bound{
		"":                           tiles.World(),
		"-180,-90,180,90":            tiles.World(),
		"106.5,29.4,106.6,29.5":      {Min: geo.Point{Lon: 1_065_000_000, Lat: 294_000_000}, Max: geo.Point{Lon: 1_066_000_000, Lat: 295_000_000}},
		" 106.5, 29.4 ,106.6, 29.5 ": {Min: geo.Point{Lon: 1_065_000_000, Lat: 294_000_000}, Max: geo.Point{Lon: 1_066_000_000, Lat: 295_000_000}},
		"1,2,1,2":                    {Min: geo.Point{Lon: 10_000_000, Lat: 20_000_000}, Max: geo.Point{Lon: 10_000_000, Lat: 20_000_000}},
	}
	for text, want := range sound {
		if got, err := parseBBox(text); err != nil || got != want {
			t.Errorf("%q gives %v, %v; want %v", text, got, err, want)
		}
	}
	wrong := map[string]string{
		"1,2,3":             "it has 3",
		"1,2,3,4,5":         "it has 5",
		",,,":               "number 1 is not a number",
		"a,b,c,d":           "number 1 is not a number",
		"1,2,3,":            "number 4 is not a number",
		"NaN,2,3,4":         "number 1 is not a number",
		"1,Inf,3,4":         "number 2 is not a number",
		"1,2,-infinity,4":   "number 3 is not a number",
		"1,2,3,1e999":       "number 4 is not a number",
		"29.4,106.5,29.5,1": "look swapped",
		"181,0,182,1":       "longitude 181",
		"0,0,1,91":          "latitude 91",
		"2,0,1,1":           "west must not be east",
		"0,2,1,1":           "south north of north",
		"0 0 1 1":           "it has 1",
	}
	for text, says := range wrong {
		_, err := parseBBox(text)
		var known *geo.Error
		if !errors.As(err, &known) || known.Kind != geo.Invalid || known.Field != "bbox" || !strings.Contains(known.Msg, says) {
			t.Errorf("%q gives %v, want an invalid bbox that says %q", text, err, says)
		}
	}
}

// FuzzParseBBox holds that a box that is read lies in the world and is not empty, and that a fault names the parameter.
func FuzzParseBBox(f *testing.F) {
	for _, seed := range []string{"", "1,2,3,4", "-180,-90,180,90", "NaN,0,0,0", "1e-400,0,1,1", "0x1p-2,0,1,1", ",,,,"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		b, err := parseBBox(text)
		var known *geo.Error
		switch {
		case errors.As(err, &known):
			if known.Field != "bbox" || known.Kind != geo.Invalid {
				t.Errorf("%q gives %v, which does not name bbox", text, err)
			}
		case err != nil:
			t.Errorf("%q gives %v, which has no kind", text, err)
		case b.IsEmpty() || b.Union(tiles.World()) != tiles.World():
			t.Errorf("%q gives %v, which is empty or leaves the world", text, b)
		}
	})
}

func TestTagsAreComparedWeakly(t *testing.T) {
	const tag = `W/"5-a"`
	for header, same := range map[string]bool{
		`W/"5-a"`: true, `"5-a"`: true, `"x", W/"5-a"`: true, `"x",W/"5-a" , "y"`: true,
		"": false, `"5"`: false, `W/"6-a"`: false, `5-a`: false,
	} {
		if got := sameTag(header, tag); got != same {
			t.Errorf("%s against %s is %v, want %v", header, tag, got, same)
		}
	}
}
