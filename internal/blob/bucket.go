package blob

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/wangge-map/wangge/geo"
)

// bucket is a Store in a bucket of an S3 service.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // "" or ends in a slash
}

// defaultEndpoint answers when neither the address nor AWS_ENDPOINT_URL names another.
const defaultEndpoint = "https://s3.amazonaws.com"

// openBucket understands s3://bucket/prefix?endpoint=https://host:port&region=name. Keys come from the environment alone
// (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN): what stands in an address ends up in logs.
func openBucket(ctx context.Context, field, address string) (Store, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, geo.Errorf(geo.Invalid, field, "must be s3://bucket/prefix?endpoint=https://host&region=name; keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	}
	query := u.Query()
	endpoint, err := url.Parse(firstOf(query.Get("endpoint"), os.Getenv("AWS_ENDPOINT_URL"), defaultEndpoint))
	if err != nil || endpoint.Host == "" || endpoint.Scheme != "https" && endpoint.Scheme != "http" {
		return nil, geo.Errorf(geo.Invalid, field, "the endpoint must be an address such as https://s3.example.org")
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds: credentials.NewEnvAWS(), Secure: endpoint.Scheme == "https", Region: firstOf(query.Get("region"), os.Getenv("AWS_REGION"), "us-east-1"),
	})
	if err != nil {
		return nil, &geo.Error{Kind: geo.Invalid, Field: field, Msg: "the bucket's address can't be used", Err: err}
	}
	b := &bucket{client: client, name: u.Host, prefix: strings.Trim(u.Path, "/")}
	if b.prefix != "" {
		b.prefix += "/"
	}
	there, err := client.BucketExists(ctx, b.name)
	if err != nil {
		return nil, b.translate("look for the bucket", err)
	}
	if !there {
		return nil, geo.Errorf(geo.Invalid, field, "there is no bucket %q; make it first", b.name)
	}
	return b, nil
}

func firstOf(words ...string) string {
	for _, word := range words {
		if word != "" {
			return word
		}
	}
	return ""
}

// Put returns when the service has said that it keeps the object.
func (b *bucket) Put(ctx context.Context, key string, data []byte) error {
	if err := checkKey(key); err != nil {
		return err
	}
	_, err := b.client.PutObject(ctx, b.name, b.prefix+key, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{
		ContentType: "application/octet-stream", DisableMultipart: true, SendContentMd5: true,
	})
	return b.translate("put", err)
}

func (b *bucket) Read(ctx context.Context, key string) ([]byte, error) {
	if err := checkKey(key); err != nil {
		return nil, err
	}
	object, err := b.client.GetObject(ctx, b.name, b.prefix+key, minio.GetObjectOptions{})
	if err != nil {
		return nil, b.translate("get", err)
	}
	defer object.Close()
	data, err := io.ReadAll(object)
	return data, b.translate("get", err)
}

func (b *bucket) Delete(ctx context.Context, key string) error {
	if err := checkKey(key); err != nil {
		return err
	}
	err := b.translate("delete", b.client.RemoveObject(ctx, b.name, b.prefix+key, minio.RemoveObjectOptions{}))
	if geo.KindOf(err) == geo.NotFound && err != nil {
		return nil // most services say nothing, some say this
	}
	return err
}

func (b *bucket) Each(ctx context.Context, prefix string, fn func(key string, at time.Time) error) error {
	ctx, cancel := context.WithCancel(ctx) // ends the listing when fn does
	defer cancel()
	for object := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix + prefix, Recursive: true}) {
		if object.Err != nil {
			return b.translate("list", object.Err)
		}
		if err := fn(strings.TrimPrefix(object.Key, b.prefix), object.LastModified); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (b *bucket) translate(op string, err error) error {
	if err == nil {
		return nil
	}
	wrapped := fmt.Errorf("blob: %s in bucket %s: %w", op, b.name, err)
	answer := minio.ToErrorResponse(err)
	switch {
	case errors.Is(err, context.Canceled):
		return wrapped
	case answer.Code == minio.NoSuchKey:
		return &geo.Error{Kind: geo.NotFound, Msg: "nothing is kept under this key", Err: wrapped}
	case answer.StatusCode == http.StatusForbidden || answer.Code == minio.NoSuchBucket:
		return &geo.Error{Kind: geo.Unavailable, Msg: "the store of photos does not let the service in; see the log", Err: wrapped}
	}
	return &geo.Error{Kind: geo.Unavailable, Msg: "photos can't be kept now; try again shortly", Err: wrapped}
}
