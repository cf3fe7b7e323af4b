/**
 * JSON objects read field by field with an error that names the field, and JSON written once.
 *
 * <p>Imports none of ours.
 */
package depot.common.json;
