//! The Spanish words for the parts of a deployment; nothing that matches them.

use super::Language;

pub(super) const ES: Language = Language {
    shipping: &["despliegue", "deploy", "lanzamiento", "implementación", "publicación"],
    course: &["fase", "procedimiento", "ejecución", "día", "pasos"],
    before: &[
        "^antes",
        "antes de",
        "antes del",
        "pre despliegue",
        "predespliegue",
        "pre lanzamiento",
        "preparación",
    ],
    during: &["durante el despliegue", "durante"],
    after: &[
        "después de",
        "después del",
        "^después",
        "post despliegue",
        "posdespliegue",
        "postdespliegue",
        "tras el",
    ],
    rollback: &["reversión", "marcha atrás", "revertir"],
    sign_off: &["aprobación", "aprobaciones", "firma", "firmas", "visto bueno"],
    late: &["final", "posterior", "después"],
    reference: &[
        "contactos",
        "referencias",
        "notas",
        "recursos",
        "soporte",
        "solución de problemas",
        "anexo",
    ],
};
