package blob_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/wangge-map/wangge/geo"
	"github.com/wangge-map/wangge/internal/blob"
)

// patience bounds the wait for a server to come up.
const patience = 30 * time.Second

// s3Server runs a Versity gateway on a folder: an S3 server that people run, which checks signatures and keeps files. It
// returns its address; the keys are set in the test's environment.
func s3Server(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "versitygw")
	build := exec.Command("go", "build", "-modfile=tools/servers/go.mod", "-o", bin, "github.com/versity/versitygw/cmd/versitygw")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the S3 server: %v\n%s", err, out)
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "test-key")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test-secret")
	t.Setenv("AWS_SESSION_TOKEN", "")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	server := exec.Command(bin, "--access", "test-key", "--secret", "test-secret", "--port", address, "--health", "/health", "posix", "--sidecar", t.TempDir(), t.TempDir())
	server.Stdout, server.Stderr = log, log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait() // killed
	})
	for deadline := time.Now().Add(patience); ; {
		resp, err := http.Get("http://" + address + "/health")
		if err == nil {
			_ = resp.Body.Close()
			return address
		}
		if time.Now().After(deadline) {
			said, _ := os.ReadFile(log.Name())
			t.Fatalf("the S3 server does not answer: %v\n%s", err, said)
		}
		<-time.After(20 * time.Millisecond)
	}
}

func TestABucketKeepsWhatItIsGiven(t *testing.T) {
	address := s3Server(t)
	where := fmt.Sprintf("s3://photos/site-1?endpoint=http://%s", address)
	if _, err := blob.Open(t.Context(), "--blobs", where); geo.KindOf(err) != geo.Invalid {
		t.Errorf("a bucket that is not there: %v", err)
	}
	client, err := minio.New(address, &minio.Options{Creds: credentials.NewEnvAWS(), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.MakeBucket(t.Context(), "photos", minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	s, err := blob.Open(t.Context(), "--blobs", where)
	if err != nil {
		t.Fatal(err)
	}
	behave(t, s)

	other, err := blob.Open(t.Context(), "--blobs", fmt.Sprintf("s3://photos/site-2?endpoint=http://%s", address))
	if err != nil {
		t.Fatal(err)
	}
	if keys := list(t, other, ""); len(keys) != 0 {
		t.Errorf("another prefix shows %v", keys)
	}
	object, err := client.GetObject(t.Context(), "photos", "site-1/full/3f/a.jpg", minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(object); string(got) != "again" || err != nil {
		t.Errorf("asked directly: %q, %v", got, err)
	}
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	if _, err := blob.Open(t.Context(), "--blobs", where); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("with a wrong key: %v", err)
	}
}

func TestAnS3ServiceThatIsAwayIsSaidSo(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "k")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	gone := http.Server{Handler: http.NotFoundHandler()}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	go func() { _ = gone.Serve(l) }()
	if err := gone.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := blob.Open(t.Context(), "--blobs", "s3://photos?endpoint=http://"+address); geo.KindOf(err) != geo.Unavailable {
		t.Errorf("got %v, want an unavailable error", err)
	}
}
