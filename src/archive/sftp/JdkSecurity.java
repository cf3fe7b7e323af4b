package depot.archive.sftp;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SunJCESecurityProviderRegistrar;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/** Makes the JDK's Ed25519 known to the SSH library, which creates an instance itself, by the name that {@link #install} sets. */
public final class JdkSecurity extends AbstractSecurityProviderRegistrar {
    private static final String REGISTRARS = "org.apache.sshd.security.registrars";
    private static final String NAME = "EdDSA"; // what the library asks for

    public JdkSecurity() {
        super(NAME);
    }

    /** Must be called before anything else of the library is used; a second call does nothing. */
    static void install() {
        System.setProperty(REGISTRARS, JdkSecurity.class.getName() + "," + SunJCESecurityProviderRegistrar.class.getName());
    }

    @Override
    public Provider getSecurityProvider() {
        return JdkEd25519.provider();
    }

    @Override
    public boolean isSupported() {
        return getSecurityProvider() != null;
    }

    @Override
    public boolean isEnabled() {
        return true;
    }

    @Override
    public boolean isNamedProviderUsed() {
        return false;
    }

    @Override
    public String getDefaultSecurityEntitySupportValue(Class<?> type) {
        return type == KeyPairGenerator.class || type == KeyFactory.class || type == Signature.class ? JdkEd25519.ALGORITHM : "";
    }

    @Override
    public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
        return Optional.of(new JdkEd25519());
    }
}
