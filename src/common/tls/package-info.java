/** Who a service is on TLS: a certificate that was given, or one that it makes for itself. Sees nothing of the others. */
package depot.common.tls;
