package blob

import (
	"context"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/wangge-map/wangge/geo"
)

// Store keeps bytes under keys such as "full/3f/3f0c….jpg": parts of lower-case letters, digits, dot, dash and underscore
// between slashes. Every method is safe for concurrent use. Errors are Unavailable when the place is away or full.
type Store interface {
	// Put keeps data under key, in place of what is there. When it returns without an error, data is on disk.
	Put(ctx context.Context, key string, data []byte) error
	// Read returns what is under key. It is a NotFound error when that is nothing.
	Read(ctx context.Context, key string) ([]byte, error)
	// Delete removes what is under key, if anything is.
	Delete(ctx context.Context, key string) error
	// Each calls fn for every key that begins with prefix (whole parts, such as "original/"), in no particular order, with
	// when it was written. It ends with the first error of fn.
	Each(ctx context.Context, prefix string, fn func(key string, at time.Time) error) error
}

// Open returns the store at where: s3://bucket/prefix?endpoint=…&region=…, or a folder, which is made when it isn't there.
// field names the setting that where comes from.
func Open(ctx context.Context, field, where string) (Store, error) {
	if strings.HasPrefix(where, "s3://") {
		return openBucket(ctx, field, where)
	}
	if strings.Contains(where, "://") {
		return nil, geo.Errorf(geo.Invalid, field, "is neither a folder nor s3://bucket")
	}
	return OpenFolder(field, where)
}

var soundKey = regexp.MustCompile(`^[a-z0-9_-][a-z0-9._-]*(/[a-z0-9_-][a-z0-9._-]*)+$`)

func checkKey(key string) error {
	if len(key) > 200 || !soundKey.MatchString(key) || path.Clean(key) != key {
		return geo.Errorf(geo.Internal, "", "a blob can't be kept under such a key")
	}
	return nil
}
