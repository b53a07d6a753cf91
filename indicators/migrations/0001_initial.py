"""Every table and constraint that rows alone can satisfy or break."""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import indicators.models.area
from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name="Form",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("month", "every month"),
                            ("quarter", "every quarter"),
                            ("half", "every six months"),
                            ("year", "every year"),
                        ],
                        default="month",
                        max_length=7,
                        verbose_name="frequency",
                    ),
                ),
                (
                    "lock_day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="lock day",
                    ),
                ),
                (
                    "lock_offset",
                    models.PositiveSmallIntegerField(default=0, verbose_name="months from reporting month to lock day"),
                ),
                (
                    "due_day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="due day",
                    ),
                ),
                (
                    "due_offset",
                    models.PositiveSmallIntegerField(default=0, verbose_name="months from reporting month to due day"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="in use from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="in use until")),
            ],
            options={
                "verbose_name": "form",
                "verbose_name_plural": "forms",
                "ordering": ["position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("definition_vi", models.TextField(blank=True, verbose_name="definition in Vietnamese")),
                ("definition_en", models.TextField(blank=True, verbose_name="definition in English")),
                ("why_vi", models.TextField(blank=True, verbose_name="why it matters, in Vietnamese")),
                ("why_en", models.TextField(blank=True, verbose_name="why it matters, in English")),
                ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("flow", "flow: counted over a span of time"),
                            ("stock", "stock: counted at a moment"),
                            ("rate", "rate: a share of something"),
                        ],
                        max_length=5,
                        verbose_name="measure",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("up", "more is better"), ("down", "less is better"), ("none", "neither")],
                        default="none",
                        max_length=4,
                        verbose_name="direction of good",
                    ),
                ),
                ("non_negative", models.BooleanField(default=True, verbose_name="never negative")),
                (
                    "maximum",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=20, null=True, verbose_name="never above"
                    ),
                ),
                ("folded", models.CharField(editable=False, max_length=700)),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["topic__position", "position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "A user with that username already exists."},
                        help_text="Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.",
                        max_length=150,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                        verbose_name="username",
                    ),
                ),
                ("first_name", models.CharField(blank=True, max_length=150, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=150, verbose_name="last name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="email address")),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "ordering": ["username"],
                "abstract": False,
            },
            managers=[
                ("objects", django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("code", models.CharField(max_length=5, verbose_name="official code")),
                ("public_code", models.CharField(max_length=10, unique=True, verbose_name="code shown outside")),
                (
                    "level",
                    models.CharField(
                        choices=[("province", "province"), ("district", "district"), ("commune", "commune")],
                        max_length=10,
                        verbose_name="level",
                    ),
                ),
                (
                    "type_vi",
                    models.CharField(help_text="Tỉnh, Huyện, Xã …", max_length=30, verbose_name="kind, in Vietnamese"),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="existed from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="existed until")),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=600)),
                ("folded", models.CharField(editable=False, max_length=600)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="indicators.area",
                        verbose_name="parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "area",
                "verbose_name_plural": "areas",
                "ordering": ["sort_key", "id"],
            },
        ),
        migrations.CreateModel(
            name="AreaSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="on")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="succession_to",
                        to="indicators.area",
                        verbose_name="former area",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="succession_from",
                        to="indicators.area",
                        verbose_name="new area",
                    ),
                ),
            ],
            options={
                "verbose_name": "succession of areas",
                "verbose_name_plural": "successions of areas",
                "ordering": ["on", "id"],
            },
        ),
        migrations.AddField(
            model_name="area",
            name="successors",
            field=models.ManyToManyField(
                related_name="predecessors", through="indicators.AreaSuccession", to="indicators.area"
            ),
        ),
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="existed from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="existed until")),
            ],
            options={
                "verbose_name": "body",
                "verbose_name_plural": "bodies",
                "ordering": ["position", "slug"],
                "constraints": [
                    models.UniqueConstraint(fields=("slug",), name="body_slug_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="body_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=40, verbose_name="table")),
                ("row_id", models.BigIntegerField(verbose_name="row")),
                ("report_id", models.BigIntegerField(null=True, verbose_name="report")),
                (
                    "operation",
                    models.CharField(
                        choices=[("I", "entered"), ("U", "changed"), ("D", "removed")],
                        max_length=1,
                        verbose_name="operation",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="at")),
                ("actor_id", models.BigIntegerField(verbose_name="user")),
                ("way", models.CharField(max_length=20, verbose_name="way")),
                ("before", models.JSONField(null=True, verbose_name="before")),
                ("after", models.JSONField(null=True, verbose_name="after")),
            ],
            options={
                "verbose_name": "change",
                "verbose_name_plural": "changes",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["table", "row_id", "id"], name="change_by_row"),
                    models.Index(fields=["report_id", "id"], name="change_by_report"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dimension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "dimension",
                "verbose_name_plural": "dimensions",
                "ordering": ["position", "slug"],
                "constraints": [models.UniqueConstraint(fields=("slug",), name="dimension_slug_unique")],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="categories",
                        to="indicators.dimension",
                        verbose_name="dimension",
                    ),
                ),
            ],
            options={
                "verbose_name": "category",
                "verbose_name_plural": "categories",
                "ordering": ["dimension__position", "position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="FormArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_areas",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="form_areas",
                        to="indicators.form",
                        verbose_name="form",
                    ),
                ),
            ],
            options={
                "verbose_name": "form of an area",
                "verbose_name_plural": "forms of areas",
                "ordering": ["form", "area"],
            },
        ),
        migrations.AddField(
            model_name="form",
            name="areas",
            field=models.ManyToManyField(through="indicators.FormArea", to="indicators.area"),
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("answer", models.JSONField()),
                ("created_at", models.DateTimeField(auto_now_add=True, db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="FormLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("month", "in the month"),
                            ("quarter", "in the quarter"),
                            ("ytd", "since January"),
                            ("year", "in the year"),
                            ("as_of", "at the cut-off"),
                            ("target", "the year's target"),
                            ("span", "over several years"),
                        ],
                        max_length=7,
                        verbose_name="basis",
                    ),
                ),
                ("required", models.BooleanField(default=True, verbose_name="required")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_lines",
                        to="indicators.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="indicators.form",
                        verbose_name="form",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="form_lines",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a form",
                "verbose_name_plural": "lines of a form",
                "ordering": ["form", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="Breakdown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("complete", models.BooleanField(default=False, verbose_name="the categories add up to the total")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "dimension",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="breakdowns",
                        to="indicators.dimension",
                        verbose_name="dimension",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breakdowns",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "breakdown",
                "verbose_name_plural": "breakdowns",
                "ordering": ["indicator", "position", "dimension"],
            },
        ),
        migrations.CreateModel(
            name="IndicatorPhrase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200, verbose_name="words")),
                (
                    "kind",
                    models.CharField(
                        choices=[("name", "name"), ("alias", "other name"), ("cue", "cue phrase")],
                        default="cue",
                        max_length=5,
                        verbose_name="kind",
                    ),
                ),
                ("weight", models.DecimalField(decimal_places=2, default=1, max_digits=4, verbose_name="weight")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phrases",
                        to="indicators.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phrases",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "phrase",
                "verbose_name_plural": "phrases",
                "ordering": ["indicator", "category", "text", "id"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("entry", "entry staff"),
                            ("reviewer", "reviewer"),
                            ("administrator", "administrator"),
                        ],
                        max_length=13,
                        verbose_name="role",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ["user", "area", "role"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("released_at", models.DateTimeField(verbose_name="released")),
                (
                    "kind",
                    models.CharField(
                        choices=[("publish", "published"), ("amend", "amended"), ("withdraw", "withdrawn")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("transaction_id", models.BigIntegerField(editable=False)),
                (
                    "released_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
            ],
            options={
                "verbose_name": "release",
                "verbose_name_plural": "releases",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="ReleaseFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("format", models.CharField(max_length=20, verbose_name="format")),
                ("path", models.CharField(max_length=300, verbose_name="path below the media folder")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("rows", models.PositiveBigIntegerField(verbose_name="rows")),
                ("made_at", models.DateTimeField(auto_now_add=True, verbose_name="made")),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="indicators.release",
                        verbose_name="release",
                    ),
                ),
            ],
            options={
                "verbose_name": "bulk file",
                "verbose_name_plural": "bulk files",
                "ordering": ["-release", "format"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.DateField(help_text="First day of the reporting month.", verbose_name="month")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                ("published_on", models.DateField(blank=True, null=True, verbose_name="date of the document")),
                ("cut_off", models.DateField(blank=True, null=True, verbose_name="figures as at")),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("file", models.FileField(blank=True, upload_to="reports/%Y/%m/", verbose_name="file")),
                ("note", models.TextField(blank=True, verbose_name="note for readers")),
                ("external_id", models.CharField(blank=True, editable=False, max_length=200)),
                ("illustrative", models.BooleanField(default=False, verbose_name="made-up figures, for illustration")),
                ("reason", models.TextField(blank=True, verbose_name="public reason of the amendment")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("returned", "returned"),
                            ("published", "published"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("return_reason", models.TextField(blank=True, verbose_name="why it was returned")),
                ("submit_note", models.TextField(blank=True, verbose_name="note on open warnings")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("submitted_at", models.DateTimeField(blank=True, null=True, verbose_name="submitted")),
                ("reviewed_at", models.DateTimeField(blank=True, null=True, verbose_name="reviewed")),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="indicators.report",
                        verbose_name="amends",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="indicators.body",
                        verbose_name="issuing body",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="indicators.form",
                        verbose_name="form",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reviewed by",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="submitted by",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-period", "area__sort_key", "-id"],
            },
        ),
        migrations.AddField(
            model_name="release",
            name="report",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="release",
                to="indicators.report",
                verbose_name="report",
            ),
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("release_files", "bulk files of a release"),
                            ("import", "import of a file"),
                            ("reminder", "reminder"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("key", models.CharField(max_length=200, verbose_name="key")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="queued",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                ("payload", models.JSONField(blank=True, default=dict, verbose_name="payload")),
                ("result", models.JSONField(blank=True, default=dict, verbose_name="result")),
                ("error", models.TextField(blank=True, verbose_name="error")),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rows done")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rows in all")),
                ("file", models.FileField(blank=True, upload_to="imports/%Y/%m/", verbose_name="file")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True, verbose_name="last sign of life")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="finished")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="created by",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="jobs",
                        to="indicators.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "job",
                "verbose_name_plural": "jobs",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("month", "in the month"),
                            ("quarter", "in the quarter"),
                            ("ytd", "since January"),
                            ("year", "in the year"),
                            ("as_of", "at the cut-off"),
                            ("target", "the year's target"),
                            ("span", "over several years"),
                        ],
                        max_length=7,
                        verbose_name="basis",
                    ),
                ),
                ("period", models.DateField(verbose_name="month")),
                ("since", models.DateField(blank=True, null=True, verbose_name="counted from")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True, verbose_name="value"),
                ),
                (
                    "value_high",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=24, null=True, verbose_name="upper value"
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("nearly", "nearly"),
                            ("over", "over"),
                            ("about", "about"),
                            ("under", "under"),
                            ("estimate", "estimate"),
                            ("provisional", "provisional"),
                        ],
                        default="exact",
                        max_length=11,
                        verbose_name="qualifier",
                    ),
                ),
                ("missing_reason", models.CharField(blank=True, max_length=300, verbose_name="not available, because")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "printed_attainment",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=9,
                        null=True,
                        verbose_name="attainment as printed, per cent",
                    ),
                ),
                (
                    "text_start",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="first character in the text"),
                ),
                ("text_end", models.PositiveIntegerField(blank=True, null=True, verbose_name="end in the text")),
                (
                    "status",
                    models.CharField(
                        choices=[("published", "published"), ("revised", "revised"), ("illustrative", "illustrative")],
                        default="published",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="indicators.release",
                        verbose_name="release",
                    ),
                ),
                (
                    "superseded_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded",
                        to="indicators.release",
                        verbose_name="superseded in",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="indicators.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "published figure",
                "verbose_name_plural": "published figures",
                "ordering": ["indicator", "category", "area", "basis", "period", "id"],
            },
        ),
        migrations.CreateModel(
            name="DraftFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("month", "in the month"),
                            ("quarter", "in the quarter"),
                            ("ytd", "since January"),
                            ("year", "in the year"),
                            ("as_of", "at the cut-off"),
                            ("target", "the year's target"),
                            ("span", "over several years"),
                        ],
                        max_length=7,
                        verbose_name="basis",
                    ),
                ),
                ("period", models.DateField(verbose_name="month")),
                ("since", models.DateField(blank=True, null=True, verbose_name="counted from")),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=24, null=True, verbose_name="value"),
                ),
                (
                    "value_high",
                    models.DecimalField(
                        blank=True, decimal_places=4, max_digits=24, null=True, verbose_name="upper value"
                    ),
                ),
                (
                    "qualifier",
                    models.CharField(
                        choices=[
                            ("exact", "exact"),
                            ("nearly", "nearly"),
                            ("over", "over"),
                            ("about", "about"),
                            ("under", "under"),
                            ("estimate", "estimate"),
                            ("provisional", "provisional"),
                        ],
                        default="exact",
                        max_length=11,
                        verbose_name="qualifier",
                    ),
                ),
                ("missing_reason", models.CharField(blank=True, max_length=300, verbose_name="not available, because")),
                ("note", models.TextField(blank=True, verbose_name="note")),
                (
                    "printed_attainment",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=9,
                        null=True,
                        verbose_name="attainment as printed, per cent",
                    ),
                ),
                (
                    "text_start",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="first character in the text"),
                ),
                ("text_end", models.PositiveIntegerField(blank=True, null=True, verbose_name="end in the text")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("saved_at", models.DateTimeField(auto_now=True, verbose_name="saved")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="saved by",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft_figures",
                        to="indicators.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft figure",
                "verbose_name_plural": "draft figures",
                "ordering": ["report", "indicator", "category", "area", "basis", "period", "id"],
            },
        ),
        migrations.CreateModel(
            name="Responsibility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="from")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responsibilities",
                        to="indicators.body",
                        verbose_name="body",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responsibilities",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "responsibility",
                "verbose_name_plural": "responsibilities",
                "ordering": ["indicator", "area", "valid_from", "id"],
            },
        ),
        migrations.CreateModel(
            name="SeriesBreak",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.DateField(verbose_name="first month after the break")),
                ("note_vi", models.CharField(max_length=300, verbose_name="reason in Vietnamese")),
                ("note_en", models.CharField(max_length=300, verbose_name="reason in English")),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breaks",
                        to="indicators.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breaks",
                        to="indicators.indicator",
                        verbose_name="indicator",
                    ),
                ),
            ],
            options={
                "verbose_name": "break in series",
                "verbose_name_plural": "breaks in series",
                "ordering": ["period", "id"],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["position", "slug"],
                "constraints": [models.UniqueConstraint(fields=("slug",), name="topic_slug_unique")],
            },
        ),
        migrations.AddField(
            model_name="indicator",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="indicators.topic",
                verbose_name="topic",
            ),
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_vi", models.CharField(max_length=300, verbose_name="name in Vietnamese")),
                ("name_en", models.CharField(max_length=300, verbose_name="name in English")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "ordering": ["position", "slug"],
                "constraints": [models.UniqueConstraint(fields=("slug",), name="unit_slug_unique")],
            },
        ),
        migrations.AddField(
            model_name="indicator",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="indicators.unit",
                verbose_name="unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="areasuccession",
            constraint=models.UniqueConstraint(fields=("predecessor", "successor"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="areasuccession",
            constraint=models.CheckConstraint(
                condition=models.Q(("predecessor", models.F("successor")), _negated=True), name="succession_of_another"
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="area_code_from_unique", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(("code__regex", "^([0-9]{2}|[0-9]{3}|[0-9]{5})$")), name="area_code_digits"
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_from__isnull", True),
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="area_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", "province"), ("parent__isnull", True)),
                    models.Q(models.Q(("level", "province"), _negated=True), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="area_parent_by_level",
            ),
        ),
        migrations.AddConstraint(
            model_name="area",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("code", "="),
                    (
                        indicators.models.area.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="area_code_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(fields=("dimension", "slug"), name="category_slug_unique"),
        ),
        migrations.AddConstraint(
            model_name="formarea",
            constraint=models.UniqueConstraint(fields=("form", "area"), name="form_area_once"),
        ),
        migrations.AddConstraint(
            model_name="form",
            constraint=models.UniqueConstraint(fields=("slug",), name="form_slug_unique"),
        ),
        migrations.AddConstraint(
            model_name="form",
            constraint=models.CheckConstraint(
                condition=models.Q(("lock_day__range", (1, 31))), name="form_lock_day_1_to_31"
            ),
        ),
        migrations.AddConstraint(
            model_name="form",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_day__range", (1, 31))), name="form_due_day_1_to_31"
            ),
        ),
        migrations.AddConstraint(
            model_name="idempotencykey",
            constraint=models.UniqueConstraint(fields=("user", "key"), name="idempotency_key_once"),
        ),
        migrations.AddConstraint(
            model_name="formline",
            constraint=models.UniqueConstraint(
                fields=("form", "indicator", "category", "basis"), name="form_line_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="formline",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["month", "quarter", "ytd", "year", "as_of", "target", "span"])),
                name="form_line_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="breakdown",
            constraint=models.UniqueConstraint(fields=("indicator", "dimension"), name="breakdown_once"),
        ),
        migrations.AddConstraint(
            model_name="indicatorphrase",
            constraint=models.UniqueConstraint(
                fields=("indicator", "category", "text"), name="phrase_once_per_indicator", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("user", "area", "role"), name="membership_once"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["entry", "reviewer", "administrator"])), name="membership_role"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasefile",
            constraint=models.UniqueConstraint(fields=("release", "format"), name="release_file_once"),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="report_external_id_unique",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__day", 1)), name="report_period_first_of_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "submitted", "returned", "published"])),
                name="report_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("amends__isnull", True), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="report_amendment_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "returned"), _negated=True),
                    models.Q(("return_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="report_return_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("reviewed_by__isnull", False), ("submitted_by__isnull", False)),
                    _connector="OR",
                ),
                name="report_published_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("reviewed_by", models.F("submitted_by")), _negated=True),
                    _connector="OR",
                ),
                name="report_not_published_by_its_submitter",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="release_number_from_1"),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["publish", "amend", "withdraw"])), name="release_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "publish"), models.Q(("reason", ""), _negated=True), _connector="OR"),
                name="release_amendment_or_withdrawal_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="release",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "withdraw"), ("report__isnull", True)),
                    models.Q(models.Q(("kind", "withdraw"), _negated=True), ("report__isnull", False)),
                    _connector="OR",
                ),
                name="release_of_a_report_or_a_withdrawal",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["state", "heartbeat_at"], name="job_by_state"),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.UniqueConstraint(fields=("key",), name="job_key_unique"),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["queued", "running", "done", "failed", "cancelled"])),
                name="job_state",
            ),
        ),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(fields=["indicator", "area", "basis", "category", "period"], name="figure_by_series"),
        ),
        migrations.AddIndex(
            model_name="figure",
            index=models.Index(fields=["indicator", "basis", "period", "area"], name="figure_by_month"),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                condition=models.Q(("superseded_in__isnull", True)),
                fields=("area", "indicator", "category", "basis", "period", "since"),
                name="figure_one_current",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.UniqueConstraint(
                fields=("area", "indicator", "category", "basis", "period", "since", "release"),
                name="figure_once_in_a_release",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_in__isnull", True), ("superseded_in__gt", models.F("release")), _connector="OR"
                ),
                name="figure_superseded_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["published", "revised", "illustrative"])), name="figure_status"
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("missing_reason", ""), ("value__isnull", False)),
                    models.Q(("value__isnull", True), models.Q(("missing_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="figure_value_or_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value_high__isnull", True),
                    models.Q(("value__isnull", False), ("value_high__gte", models.F("value"))),
                    _connector="OR",
                ),
                name="figure_high_above_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["month", "quarter", "ytd", "year", "as_of", "target", "span"])),
                name="figure_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("qualifier__in", ["exact", "nearly", "over", "about", "under", "estimate", "provisional"])
                ),
                name="figure_qualifier",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__day", 1)), name="figure_period_first_of_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis__in", ["year", "target"]), _negated=True), ("period__month", 12), _connector="OR"
                ),
                name="figure_year_in_december",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "quarter"), _negated=True), ("period__month__in", [3, 6, 9, 12]), _connector="OR"
                ),
                name="figure_quarter_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "span"), ("since__isnull", False)),
                    ("basis", "target"),
                    models.Q(models.Q(("basis", "span"), _negated=True), ("since__isnull", True)),
                    _connector="OR",
                ),
                name="figure_since_for_spans",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__isnull", True), ("since__lte", models.F("period")), _connector="OR"),
                name="figure_since_before_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="figure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text_end__isnull", True), ("text_start__isnull", True)),
                    models.Q(
                        ("text_end__gt", models.F("text_start")),
                        ("text_end__isnull", False),
                        ("text_start__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="figure_text_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.UniqueConstraint(
                fields=("report", "area", "indicator", "category", "basis", "period", "since"),
                name="draft_cell_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("missing_reason", ""), ("value__isnull", False)),
                    models.Q(("value__isnull", True), models.Q(("missing_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="draft_value_or_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("value_high__isnull", True),
                    models.Q(("value__isnull", False), ("value_high__gte", models.F("value"))),
                    _connector="OR",
                ),
                name="draft_high_above_value",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["month", "quarter", "ytd", "year", "as_of", "target", "span"])),
                name="draft_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("qualifier__in", ["exact", "nearly", "over", "about", "under", "estimate", "provisional"])
                ),
                name="draft_qualifier",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("period__day", 1)), name="draft_period_first_of_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis__in", ["year", "target"]), _negated=True), ("period__month", 12), _connector="OR"
                ),
                name="draft_year_in_december",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "quarter"), _negated=True), ("period__month__in", [3, 6, 9, 12]), _connector="OR"
                ),
                name="draft_quarter_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("basis", "span"), ("since__isnull", False)),
                    ("basis", "target"),
                    models.Q(models.Q(("basis", "span"), _negated=True), ("since__isnull", True)),
                    _connector="OR",
                ),
                name="draft_since_for_spans",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("since__isnull", True), ("since__lte", models.F("period")), _connector="OR"),
                name="draft_since_before_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="draftfigure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text_end__isnull", True), ("text_start__isnull", True)),
                    models.Q(
                        ("text_end__gt", models.F("text_start")),
                        ("text_end__isnull", False),
                        ("text_start__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="draft_text_span",
            ),
        ),
        migrations.AddConstraint(
            model_name="responsibility",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("indicator", "="),
                    ("area", "="),
                    (
                        indicators.models.area.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="responsibility_one_body_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.UniqueConstraint(
                fields=("indicator", "area", "period"), name="break_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="seriesbreak",
            constraint=models.CheckConstraint(condition=models.Q(("period__day", 1)), name="break_first_of_month"),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(fields=("slug",), name="indicator_slug_unique"),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("decimals__lte", 4)), name="indicator_decimals_at_most_4"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("measure__in", ["flow", "stock", "rate"])), name="indicator_measure"
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["up", "down", "none"])), name="indicator_direction"
            ),
        ),
    ]
