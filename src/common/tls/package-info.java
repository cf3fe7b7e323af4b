/**
 * A service's identity on TLS: a certificate that was given, or one that it makes itself.
 *
 * <p>Imports {@code depot.common.files}.
 */
package depot.common.tls;
