// A key to sign the model with, thrown away with the folder.
import java.security.KeyPairGenerator
import java.security.spec.ECGenParameterSpec

def generator = KeyPairGenerator.getInstance("EC")
generator.initialize(new ECGenParameterSpec("secp256r1"))
def pair = generator.generateKeyPair()
def pem = { label, key ->
  "-----BEGIN " + label + "-----\n" + Base64.mimeEncoder.encodeToString(key.encoded) + "\n-----END " + label + "-----\n"
}
new File(basedir, "model-key.pem").text = pem("PRIVATE KEY", pair.private)
new File(basedir, "model-key-public.pem").text = pem("PUBLIC KEY", pair.public)
return true
