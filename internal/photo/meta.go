package photo

import (
	"bytes"
	"math"
	"time"

	"github.com/bep/imagemeta"

	"github.com/wangge-map/wangge/geo"
)

// Meta is what a camera wrote beside the picture.
type Meta struct {
	Orientation int        // 1 to 8, of EXIF; 1 is upright
	TakenAt     time.Time  // zero: not said, or not to be believed
	At          *geo.Point // nil: not said. WGS 84 in principle; cameras sold in China may write GCJ-02
}

// metaTimeout bounds the reading of metadata that is made to take long.
const metaTimeout = 2 * time.Second

// readMeta reads the metadata of data. Times without an offset are of zone. Whatever is damaged or absurd counts as not
// said: a picture is not refused for what stands beside it.
func readMeta(data []byte, format Format, zone *time.Location, now time.Time) Meta {
	tags := map[string]any{}
	_, _ = imagemeta.Decode(imagemeta.Options{ // what it has read before it failed counts
		R: bytes.NewReader(data), ImageFormat: metaFormat(format), Sources: imagemeta.EXIF, Timeout: metaTimeout,
		LimitNumTags: 2000, LimitTagSize: 1000,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return wanted[tag.Tag] },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if _, twice := tags[tag.Tag]; !twice { // the first is the picture's, a later one its thumbnail's
				tags[tag.Tag] = tag.Value
			}
			return nil
		},
	})
	return Meta{Orientation: orientation(tags), TakenAt: takenAt(tags, zone, now), At: position(tags)}
}

var wanted = map[string]bool{
	"Orientation": true, "DateTimeOriginal": true, "OffsetTimeOriginal": true,
	"GPSLatitude": true, "GPSLatitudeRef": true, "GPSLongitude": true, "GPSLongitudeRef": true,
}

func metaFormat(f Format) imagemeta.ImageFormat {
	switch f {
	case PNG:
		return imagemeta.PNG
	case WebP:
		return imagemeta.WebP
	}
	return imagemeta.JPEG
}

func orientation(tags map[string]any) int {
	if n, ok := tags["Orientation"].(uint16); ok && n >= 1 && n <= 8 {
		return int(n)
	}
	return 1
}

func takenAt(tags map[string]any, zone *time.Location, now time.Time) time.Time {
	text, _ := tags["DateTimeOriginal"].(string)
	offset, _ := tags["OffsetTimeOriginal"].(string)
	const layout = "2006:01:02 15:04:05"
	at, err := time.Parse(layout+"-07:00", text+offset)
	if err != nil {
		at, err = time.ParseInLocation(layout, text, zone)
	}
	// A camera without a clock says 1970 or 2000; one that is set wrong may say next year.
	if err != nil || at.Year() <= 2000 || at.After(now.Add(24*time.Hour)) {
		return time.Time{}
	}
	return at.UTC()
}

// position takes an exact zero for what a camera without a fix, or a damaged tag, says.
func position(tags map[string]any) *geo.Point {
	lat, okLat := tags["GPSLatitude"].(float64)
	lon, okLon := tags["GPSLongitude"].(float64)
	if !okLat || !okLon || lat == 0 || lon == 0 || math.IsNaN(lat) || math.IsNaN(lon) {
		return nil
	}
	if tags["GPSLatitudeRef"] == "S" {
		lat = -lat
	}
	if tags["GPSLongitudeRef"] == "W" {
		lon = -lon
	}
	at, err := geo.PointAt(lon, lat)
	if err != nil {
		return nil
	}
	return &at
}
