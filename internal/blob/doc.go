// Package blob keeps bytes under keys: in a folder, or in a bucket of an S3 service. What Put has returned from is durable.
// It knows nothing of what the bytes are, and nobody may write the same key with different bytes: a key names its content.
package blob
