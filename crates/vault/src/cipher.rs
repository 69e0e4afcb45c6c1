use aws_lc_rs::{
    aead::{AES_256_GCM_SIV, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    rand,
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as BASE64};
use zeroize::Zeroizing;

/// The bytes of a key, wiped from memory when they are let go of.
pub type KeyBytes = Zeroizing<[u8; 32]>;

/// AES-256-GCM-SIV (RFC 8452) with one key. A nonce that chance would give twice tells no more than that two values are
/// the same, so that a key may seal for years. The library wipes its copy of the key from memory when it is let go of.
pub struct Cipher(RandomizedNonceKey);

/// 32 bytes of chance; `None` where the system gives none.
pub fn random_key() -> Option<KeyBytes> {
    let mut bytes = KeyBytes::default();
    rand::fill(bytes.as_mut_slice()).ok()?;
    Some(bytes)
}

impl Cipher {
    pub fn new(key: &KeyBytes) -> Self {
        Self(RandomizedNonceKey::new(&AES_256_GCM_SIV, key.as_slice()).expect("a key of 32 bytes fits"))
    }

    /// The nonce and the sealed bytes, in base64; `None` where no nonce can be had. It opens with the same `bound_to`.
    pub fn seal(&self, bound_to: &str, clear: &[u8]) -> Option<String> {
        let mut bytes = clear.to_vec();
        let nonce = self.0.seal_in_place_append_tag(Aad::from(bound_to), &mut bytes).ok()?;
        Some(BASE64.encode([&nonce.as_ref()[..], &bytes].concat()))
    }

    /// `None`: it was altered, bound to something else, or sealed with another key. Which one, nobody can tell.
    pub fn open(&self, bound_to: &str, sealed: &str) -> Option<Vec<u8>> {
        let mut bytes = BASE64.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk_mut::<NONCE_LEN>()?;
        let clear = self.0.open_in_place(Nonce::from(&*nonce), Aad::from(bound_to), sealed).ok()?;
        Some(clear.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cipher(key: u8) -> Cipher {
        Cipher::new(&Zeroizing::new([key; 32]))
    }

    proptest! {
        #[test]
        fn what_is_sealed_opens(clear: Vec<u8>, bound_to: String) {
            let sealed = cipher(1).seal(&bound_to, &clear).unwrap();
            prop_assert_eq!(cipher(1).open(&bound_to, &sealed), Some(clear));
        }

        #[test]
        fn nothing_opens_where_it_was_not_sealed_for(clear: Vec<u8>, bound_to: String, other: String) {
            prop_assume!(bound_to != other);
            let sealed = cipher(1).seal(&bound_to, &clear).unwrap();
            prop_assert_eq!(cipher(1).open(&other, &sealed), None);
            prop_assert_eq!(cipher(2).open(&bound_to, &sealed), None);
        }

        #[test]
        fn one_altered_bit_is_found(clear: Vec<u8>, bit: prop::sample::Index) {
            let sealed = cipher(1).seal("here", &clear).unwrap();
            let mut bytes = BASE64.decode(&sealed).unwrap();
            let bit = bit.index(bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            prop_assert_eq!(cipher(1).open("here", &BASE64.encode(bytes)), None);
        }

        #[test]
        fn no_text_makes_it_fail_otherwise_than_by_not_opening(sealed: String) {
            prop_assert_eq!(cipher(1).open("here", &sealed), None);
        }

        #[test]
        fn the_same_value_never_looks_the_same_twice(clear: Vec<u8>) {
            prop_assert_ne!(cipher(1).seal("here", &clear), cipher(1).seal("here", &clear));
        }
    }

    /// RFC 8452, appendix C.2: the cipher is the one that we say it is.
    #[test]
    fn it_is_the_cipher_of_the_standard() {
        let mut key = Zeroizing::new([0; 32]);
        key[0] = 1;
        let mut nonce = [0; NONCE_LEN];
        nonce[0] = 3;
        let sealed = hexadecimal("c2ef328e5c71c83b843122130f7364b761e0b97427e3df28");
        let text = BASE64.encode([&nonce[..], &sealed].concat());
        assert_eq!(Cipher::new(&key).open("", &text), Some(vec![1, 0, 0, 0, 0, 0, 0, 0]));
    }

    fn hexadecimal(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
    }
}
