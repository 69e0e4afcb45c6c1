import base64, json, os, struct, sys, tempfile, zlib
from datetime import datetime, timezone
from openbadgeslib import baking
from openbadgeslib.keys import KeyFactory, KeyType, alg_for_key_type, public_jwk_from_pem
from openbadgeslib.ob3 import (Achievement, IdentityObject, Issuer, OB3Signer, OpenBadgeCredential, StatusRegistry,
                               build_status_list_credential, status_entry)

ISSUER, LISTS = 'https://peer.example/issuer', 'https://peer.example/status/'
def day(text): return datetime.fromisoformat(text + 'T00:00:00+00:00')
def image():
    chunk = lambda kind, body: struct.pack('!I', len(body)) + kind + body + struct.pack('!I', zlib.crc32(kind + body))
    pixels = zlib.compress(b'\0\0\0\0')
    header = struct.pack('!IIBBBBB', 1, 1, 8, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', pixels) + chunk(b'IEND', b'')

registry = StatusRegistry(os.path.join(tempfile.mkdtemp(), 'status.json'))
def credential(name, email, status=False, hashed=False, until='2028-01-01', achievement='urn:architect'):
    jti = 'urn:peer:' + name
    entries = []
    if status:
        index = registry.allocate(jti, 'mailto:' + email, day('2026-01-15'))
        entries = [status_entry(LISTS + purpose, purpose, index) for purpose in ('revocation', 'suspension')]
    return OpenBadgeCredential(
        issuer=Issuer(id=ISSUER, name='Peer'), id=jti,
        recipient_id=None if hashed else 'mailto:' + email,
        identifiers=[IdentityObject.create(email, salt='pepper')] if hashed else [],
        achievement=Achievement(id=achievement, name='Architect', description='Builds', criteria_narrative='An exam'),
        issuance_date=day('2026-01-15'), expiration_date=day(until), credential_status=entries)

made, keys, signers = {}, [], {}
for kind in (KeyType.RSA, KeyType.ECC, KeyType.ED25519):
    private, public = KeyFactory(kind).generate_keypair()
    keys.append(public_jwk_from_pem(public))
    signers[kind.name] = OB3Signer(private, alg_for_key_type(kind))
signer = signers['ECC']
svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><circle r="1"/></svg>'
text = lambda data: base64.b64encode(data).decode()
ada = 'ada@x.example'
for name, one in signers.items():
    made[name] = one.sign(credential(name, ada))
made['png'] = text(signer.sign_into_png(credential('png', ada), image()))
made['svg'] = text(signer.sign_into_svg(credential('svg', ada), svg))
made['hashed'] = signer.sign(credential('hashed', ada, hashed=True))
for name in ('standing', 'suspended', 'revoked'):
    made[name] = signer.sign(credential(name, ada, status=True))
made['expired'] = signer.sign(credential('expired', ada, until='2027-01-01'))
made['another'] = signer.sign(credential('another', 'eve@x.example'))
made['another_hashed'] = signer.sign(credential('another_hashed', 'eve@x.example', hashed=True))
stranger, _ = KeyFactory(KeyType.ECC).generate_keypair()
made['resigned'] = OB3Signer(stranger, 'ES256').sign(credential('resigned', ada))
header, _, signature = made['another'].split('.')
claims = json.dumps(credential('altered', ada).to_jwt_payload()).encode()
made['altered'] = '.'.join((header, base64.urlsafe_b64encode(claims).decode().rstrip('='), signature))

def lists():
    bits = {'revocation': registry.revoked_indices(), 'suspension': registry.suspended_indices()}
    def signed(purpose):
        url = LISTS + purpose
        payload = build_status_list_credential(ISSUER, url, purpose, bits[purpose], issued=day('2027-01-01'),
                                               valid_until=day('2028-06-01'))
        return signer.sign_payload(dict(payload, iss=ISSUER, jti=url, nbf=int(day('2027-01-01').timestamp())))
    return {LISTS + purpose: signed(purpose) for purpose in bits}
before = lists()
registry.revoke('urn:peer:revoked', day('2027-03-02'), 'cheated')
registry.suspend('urn:peer:suspended', day('2027-03-02'))
print(json.dumps({'keys': {'keys': keys}, 'made': made, 'before': before, 'after': lists()}))
