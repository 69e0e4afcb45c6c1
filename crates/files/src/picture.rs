//! Pictures, drawn anew. What a stranger's decoder will one day be given is written by our own encoder.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder,
    metadata::Orientation,
};

use crate::{Content, FileError, MediaType};

/// The most pixels that a picture may have: more than most cameras make.
pub const PIXELS_MAX: u64 = 25_000_000;
/// The longest side that a picture may have.
pub const SIDE_MAX: u32 = 12_000;
/// What decoding may take: every pixel in four bytes.
const DECODED_BYTES_MAX: u64 = 4 * PIXELS_MAX;
/// The longest side of what is kept: the first of these at which it is small enough. At the last it always is.
const KEPT_SIDES: [u32; 5] = [1_024, 768, 512, 384, 256];
/// The most that is kept of a picture.
const KEPT_BYTES_MAX: usize = 400 * 1024;
const JPEG_QUALITY: u8 = 85;

/// Draws a picture anew: the right way up, no larger than needed, and nothing but its pixels. What can be seen through
/// stays a PNG, everything else becomes a JPEG. Of what moves the first frame is kept (G-06).
pub fn redraw(format: ImageFormat, sent: &[u8]) -> Result<Content, FileError> {
    let (picture, orientation) = read(format, sent)?;
    let media_type = if is_seen_through(&picture) { MediaType::Png } else { MediaType::Jpeg };
    for side in KEPT_SIDES {
        let mut small = shrunk(&picture, side);
        small.apply_orientation(orientation);
        let bytes = write(&small, media_type)?;
        if bytes.len() <= KEPT_BYTES_MAX {
            return Ok(Content { media_type, bytes });
        }
    }
    Err(FileError::PictureUnreadable) // Not even noise is that large on the smallest of sides.
}

/// The pixels, and how the camera was held. The size is looked at before anything is decoded.
fn read(format: ImageFormat, sent: &[u8]) -> Result<(DynamicImage, Orientation), FileError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(sent), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX || decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(FileError::PictureTooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder).map_err(refusal)?, orientation))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn refusal(error: ImageError) -> FileError {
    if matches!(error, ImageError::Limits(_)) { FileError::PictureTooLarge } else { FileError::PictureUnreadable }
}

fn is_seen_through(picture: &DynamicImage) -> bool {
    picture.color().has_alpha() && picture.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}

fn shrunk(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width() > side || picture.height() > side { picture.thumbnail(side, side) } else { picture.clone() }
}

fn write(picture: &DynamicImage, media_type: MediaType) -> Result<Vec<u8>, FileError> {
    let mut bytes = Vec::new();
    let written = if media_type == MediaType::Png {
        DynamicImage::from(picture.to_rgba8()).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
    } else {
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).encode_image(&picture.to_rgb8())
    };
    written.map(|()| bytes).map_err(refusal)
}

#[cfg(test)]
mod tests {
    use image::{
        Frame, ImageEncoder, Rgb, RgbImage, Rgba, RgbaImage,
        codecs::{gif::GifEncoder, png::PngEncoder},
    };

    use super::*;

    fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Vec::new();
        picture.into().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn decoded(content: &Content) -> DynamicImage {
        image::load_from_memory(&content.bytes).unwrap()
    }

    /// Left half red, right half blue.
    fn halves(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([250, 0, 0]) } else { Rgb([0, 0, 250]) })
    }

    #[test]
    fn every_format_becomes_a_small_jpeg() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
            let kept = Content::read(&encoded(halves(1_500, 600), format)).unwrap();
            let picture = decoded(&kept);
            assert_eq!(kept.media_type, MediaType::Jpeg, "{format:?}");
            assert_eq!((picture.width(), picture.height()), (1_024, 410), "{format:?}");
            assert!(kept.bytes.len() < KEPT_BYTES_MAX);
        }
    }

    /// Holds G-06: a photo may be a GIF, and stands still.
    #[test]
    fn of_what_moves_the_first_frame_is_kept() {
        let (first, second) = (RgbaImage::from_pixel(60, 40, Rgba([250, 0, 0, 255])), Rgba([0, 0, 250, 255]));
        let frames = [first, RgbaImage::from_pixel(60, 40, second)];
        let mut sent = Vec::new();
        GifEncoder::new(&mut sent).encode_frames(frames.map(Frame::new)).unwrap();

        let kept = Content::read(&sent).unwrap();
        let picture = decoded(&kept).to_rgb8();
        assert_eq!((kept.media_type, picture.dimensions()), (MediaType::Jpeg, (60, 40)));
        assert!(picture.pixels().all(|pixel| pixel.0[0] > 200 && pixel.0[2] < 50), "it is red throughout");
    }

    #[test]
    fn what_can_be_seen_through_stays_so_and_what_is_small_keeps_its_size() {
        let glass = RgbaImage::from_pixel(40, 30, Rgba([1, 2, 3, 100]));
        let kept = Content::read(&encoded(glass.clone(), ImageFormat::Png)).unwrap();
        assert_eq!((kept.media_type, decoded(&kept).to_rgba8()), (MediaType::Png, glass));

        let opaque = RgbaImage::from_pixel(40, 30, Rgba([1, 2, 3, u8::MAX]));
        assert_eq!(Content::read(&encoded(opaque, ImageFormat::Png)).unwrap().media_type, MediaType::Jpeg);
    }

    /// The worst picture there is to compress: it is kept smaller, and never larger than the limit.
    #[test]
    fn noise_is_kept_within_the_limit() {
        let mut seed = 1_u32;
        let noise = RgbaImage::from_fn(1_024, 1_024, |_, _| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgba(seed.to_be_bytes())
        });
        let kept = Content::read(&encoded(noise, ImageFormat::Png)).unwrap();
        assert_eq!(kept.media_type, MediaType::Png);
        assert!(kept.bytes.len() <= KEPT_BYTES_MAX && decoded(&kept).width() >= 256);
    }

    /// What a camera writes into a picture is gone, and the picture stands the right way up.
    #[test]
    fn metadata_is_gone_and_the_orientation_applied() {
        // A TIFF header with one entry: the camera was turned, orientation 6 (to be turned by 90 degrees clockwise).
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0SECRET-PLACE".to_vec();
        let (picture, mut sent) = (halves(80, 40), Vec::new());
        let mut encoder = PngEncoder::new(&mut sent);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.write_image(&picture, 80, 40, image::ExtendedColorType::Rgb8).unwrap();

        let kept = Content::read(&sent).unwrap();

        let there = |bytes: &[u8]| bytes.windows(12).any(|window| window == b"SECRET-PLACE");
        assert!(there(&sent) && !there(&kept.bytes));
        let picture = decoded(&kept).to_rgb8();
        assert_eq!((picture.width(), picture.height()), (40, 80));
        assert!(picture[(20, 5)].0[0] > 200 && picture[(20, 75)].0[2] > 200, "red is above blue");
    }

    /// A few bytes that say they are enormous are refused before anything is unpacked.
    #[test]
    fn a_bomb_is_refused_by_its_size() {
        for (width, height) in [(30_000, 30_000), (5_001, 5_000), (12_001, 1), (u32::MAX >> 1, 2)] {
            assert_eq!(Content::read(&bomb(width, height)), Err(FileError::PictureTooLarge), "{width}x{height}");
        }
        let (half, whole) = (encoded(halves(100, 100), ImageFormat::Png), halves(100, 100));
        assert_eq!(Content::read(&half[..half.len() / 2]), Err(FileError::PictureUnreadable));
        for format in [ImageFormat::Jpeg, ImageFormat::Gif] {
            let sent = encoded(whole.clone(), format);
            assert_eq!(Content::read(&sent[..30]), Err(FileError::PictureUnreadable), "{format:?}");
        }
        let mut gif = encoded(whole, ImageFormat::Gif);
        gif[6..10].copy_from_slice(&[u8::MAX; 4]); // The screen: 65,535 by 65,535.
        assert_eq!(Content::read(&gif), Err(FileError::PictureTooLarge));
    }

    /// A PNG whose header says how large it is, and that holds nothing.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut png = encoded(RgbImage::new(1, 1), ImageFormat::Png);
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        let crc = crc32(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&crc);
        png
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
        }
        !crc
    }
}
