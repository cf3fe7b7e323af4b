/**
 * Settings from the environment, read once: texts, numbers, addresses, secrets, each refused by name.
 *
 * <p>Imports none of ours.
 */
package depot.common.config;
